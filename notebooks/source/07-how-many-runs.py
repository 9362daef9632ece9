# %% [markdown] lang="en"
# # How many runs are enough?
#
# Every replication plays three years with other luck, and gives another share of projects in time. With more of them the
# share is known more closely: four times as many make the interval half as wide. Forty replications of one scenario, about
# ten seconds.

# %% [markdown] lang="zh"
# # 模拟多少次才够？
#
# 每次模拟都以不同的随机情况走过三年，得到的达标比例也略有不同。次数越多越准：次数增加到四倍，区间宽度减半。一个情景重复模拟40次，
# 约需十秒。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 40
seed = 1
scenario = "full-reform"
clock = "government_days"
percentage_points = 0.5

# %%
from sim.notebook import Notebook

book = Notebook(lang, replications, seed, target)
results = book.play(scenario)
book.how_sure(results, clock, percentage_points)

# %% [markdown] lang="en"
# The interval is about chance. No number of runs makes a wrong assumption right: for that see *06, what matters most*.
#
# ## Another seed, another answer?
#
# A seed decides the luck. If intervals keep their word, those of two seeds overlap, nearly always.

# %% [markdown] lang="zh"
# 区间只反映随机性。模拟再多次，也不能让错误的假定变正确：见《06 什么最重要》。
#
# ## 换一个种子，结论会变吗？
#
# 随机种子决定每个项目的运气。如果区间可信，两个种子的区间几乎总会重叠。

# %%
for one in (seed, seed + 1):
    other = Notebook(lang, max(2, replications // 2), one, target)
    other.medians(other.play(scenario), [clock, "total_days"])
