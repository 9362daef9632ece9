# %% [markdown] lang="en"
# # One after the other, or side by side?
#
# Parallel review lets departments examine a project at the same time instead of one after the other. Here the strict
# series, the practice of 2016 (already partly side by side), and parallel review meet **the same projects with the same
# luck**. Ten replications, about a quarter of a minute.

# %% [markdown] lang="zh"
# # 串联还是并联？
#
# 并联审批让各部门同时审查，而不是一个接一个。这里比较严格串联、2016年现状（已有部分并行）和并联审批，三者面对
# **同样的项目、同样的随机情况**。重复模拟10次，约需十几秒。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 10
seed = 1

# %%
from sim.notebook import Knob, Notebook

book = Notebook(lang, replications, seed, target)
results = book.play("serial-2016", "practice-2016", "parallel-review")

# %%
book.show("distribution", results)

# %% [markdown] lang="en"
# ## What parallel review alone saves

# %% [markdown] lang="zh"
# ## 仅靠并联审批能省多少

# %%
book.show("waterfall", results[1:])

# %% [markdown] lang="en"
# ## One project, day by day
#
# The same project in 2016 and with parallel review. Where bars stand above one another, offices work at the same time.

# %% [markdown] lang="zh"
# ## 一个项目的逐日过程
#
# 同一个项目在2016年现状和并联审批下的全过程。上下重叠的横条表示同时办理。

# %%
book.show("gantt", book.one_project("practice-2016", "parallel-review"))

# %% [markdown] lang="en"
# ## Try it: does working side by side need more reviewers?
#
# When everything comes at once, an office may become the bottleneck. Choose how many reviewers planning has (five in the
# base), and how many projects come in a year (230).

# %% [markdown] lang="zh"
# ## 试一试：并联审批是否需要更多审查人员？
#
# 材料同时涌来，某个部门可能成为新的卡点。请选择规划局审查人数（基础为5人）和每年项目数（基础为230个）。


# %%
def reviewers(planning, projects):
    changes = [
        {"pools": ["planning"], "set": {"servers": planning}},
        {"processes": ["investment"], "set": {"arrivals.per_year": projects}},
    ]
    before = book.what_if("practice-2016", [], changes, "Practice, as chosen", "现状（按所选）")
    after = book.what_if("practice-2016", ["parallel-review"], changes, "Parallel review", "并联审批")
    book.show("waterfall", book.play(before, after))


book.explore(
    reviewers,
    planning=Knob("Reviewers of planning", "规划局审查人数", value=5, low=4, high=10),
    projects=Knob("Projects a year", "每年项目数", value=300, low=150, high=400, step=10),
)
