# %% [markdown] lang="en"
# # Three systems: mock approval, agents, joint review
#
# The briefing bets on three systems. **Mock approval** lets design and review begin before the land is won. **Agents**
# prepare and carry the papers. **Joint review** puts the offices round one table. What does each do alone, and what all
# together? Eight replications, about twenty seconds.

# %% [markdown] lang="zh"
# # 三制：模拟制、代办制、联审制
#
# 简报把希望寄托在“三制”上。**模拟制**让设计和审查在拿地前就开始；**代办制**由代办员准备和递送材料；**联审制**让各部门坐到
# 一张桌子前。各自单独有什么作用？合起来又如何？重复模拟8次，约需二十秒。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 8
seed = 1

# %%
from sim.notebook import Knob, Notebook

book = Notebook(lang, replications, seed, target)
results = book.play("practice-2016", "mock-approval", "agents", "joint-review", "three-systems")

# %%
book.show("chances", results)

# %% [markdown] lang="en"
# ## Median days, and who is in time

# %% [markdown] lang="zh"
# ## 中位天数与达标比例

# %%
book.medians(results, ["government_days", "land_to_permit_days", "total_days"])

# %% [markdown] lang="en"
# ## One after another, until all three are there

# %% [markdown] lang="zh"
# ## 逐项加入，直到三制齐全

# %%
book.show("waterfall", book.step_by_step("three-systems"))

# %% [markdown] lang="en"
# ## What still holds projects up

# %% [markdown] lang="zh"
# ## 之后还卡在哪里

# %%
book.show("holding", [results[0], results[-1]])

# %% [markdown] lang="en"
# ## Try it: how many agents?
#
# The base of this reform has six. Papers wait on the desk of an agent who has too many projects.

# %% [markdown] lang="zh"
# ## 试一试：需要多少代办员？
#
# 本方案假定6名。代办员手上项目太多时，材料就会在他桌上排队。


# %%
def agents(number):
    fewer = [{"pools": ["agents"], "set": {"servers": number}}]
    usual = book.what_if("practice-2016", [], [], "Without agents", "无代办员")
    chosen = book.what_if("practice-2016", ["agents"], fewer, f"A team of {number} agents", f"{number}名代办员")
    book.show("waterfall", book.play(usual, chosen))


book.explore(agents, number=Knob("Agents", "代办员人数", value=4, low=3, high=16))
