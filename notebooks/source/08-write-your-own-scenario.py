# %% [markdown] lang="en"
# # Write a scenario of your own
#
# A scenario is a base, some reforms, and changes of your own. You can put one together here, then write it into a file
# that every command understands. Eight replications, about a quarter of a minute.

# %% [markdown] lang="zh"
# # 编写自己的方案
#
# 一个方案由基础、若干改革措施和您自己的改动组成。可以先在这里搭配，再写入文件，供所有命令使用。重复模拟8次，约需十几秒。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 8
seed = 1
base = "practice-2016"
reforms = ["parallel-review", "e-seal"]
changes = [
    {"pools": ["planning"], "set": {"servers": 7}},
    {"calendars": ["signing-days"], "set": {"days": "mon-fri", "hours": "09:00-10:00"}},
]

# %% [markdown] lang="en"
# Each change says what it is about, then what happens to it: here planning gets two more reviewers, and leaders sign every
# morning instead of twice a week. A slip of the pen is told with its place and a remedy.

# %% [markdown] lang="zh"
# 每条改动先写改什么，再写怎么改：这里给规划局增加两名审查人员，并把领导签批由每周两次改为每天早上。写错时会指出位置和改法。

# %%
from sim.notebook import Knob, Notebook

book = Notebook(lang, replications, seed, target)
mine = book.what_if(base, reforms, changes, "My city", "我的方案")
results = book.play(base, mine)
book.show("chances", results)
book.medians(results, ["government_days", "total_days"])

# %% [markdown] lang="en"
# ## What each step saves

# %% [markdown] lang="zh"
# ## 省下多少天

# %%
book.show("waterfall", results)

# %% [markdown] lang="en"
# ## Try it: put a package together
#
# Mark several reforms with Ctrl (or Cmd) held down.

# %% [markdown] lang="zh"
# ## 试一试：搭配措施
#
# 按住 Ctrl（或 Cmd）可选择多项。


# %%
def package(reforms, planning):
    chosen = book.what_if(base, list(reforms), [{"pools": ["planning"], "set": {"servers": planning}}])
    book.show("distribution", book.play(base, chosen))


book.explore(
    package,
    reforms=Knob("Reforms", "改革措施", value=["agents", "one-window"], choices=book.reforms()),
    planning=Knob("Reviewers of planning", "规划局审查人数", value=6, low=4, high=10),
)

# %% [markdown] lang="en"
# ## Into a file
#
# In a terminal, `approvals new my-city.yaml` starts such a scenario as a file, with comments that explain each part and
# examples to uncomment. This is what it writes:

# %% [markdown] lang="zh"
# ## 写入文件
#
# 在终端运行 `approvals new my-city.yaml --lang zh`，会生成一个方案文件，其中的注释逐项说明，示例去掉注释符号即可使用。内容如下：

# %%
book.show_new_scenario("my-city.yaml", base)

# %% [markdown] lang="en"
# Then `approvals check my-city.yaml`, and `approvals answer --on my-city.yaml --out out` for all clocks, figures
# and tables; `approvals report out -o my-city.html` and `approvals slides out -o my-city.pptx` make a page and slides of it.

# %% [markdown] lang="zh"
# 然后运行 `approvals check my-city.yaml` 检查，`approvals answer --on my-city.yaml --out out` 得到各种口径的结论、图和表；
# `approvals report out -o my-city.html --lang zh` 和 `approvals slides out -o my-city.pptx --lang zh` 生成报告和幻灯片。
