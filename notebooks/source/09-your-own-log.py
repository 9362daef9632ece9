# %% [markdown] lang="en"
# # From your platform's log to your own answer
#
# An approval platform has stamped what this model otherwise guesses. The log here is made up (300 projects, played by this
# program): put the map of your own in its place (`approvals log map` writes one). Twenty replications, about a minute.

# %% [markdown] lang="zh"
# # 从审批平台的日志到本市自己的答案
#
# 模型靠猜的数，审批平台早已记下。这里的日志是虚构的（由本程序仿真出的300个项目）：换成自己日志的映射文件即可（用 `approvals log map`
# 生成）。重复模拟20次，约需一分钟。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 20
seed = 1
map_file = "studies/platform-export/map.yaml"
base = "practice-2016"
months = 12

# %% [markdown] lang="en"
# ## What the log says, and where it misleads
#
# Only the columns that the map names are read, and nothing of fewer than five cases is told.

# %% [markdown] lang="zh"
# ## 日志说了什么，哪里会误导
#
# 只读映射中列出的列；不足五件的一概不显示。

# %%
from sim.notebook import Notebook

book = Notebook(lang, replications, seed, target)
book.check_log(map_file)

# %% [markdown] lang="en"
# ## Measured instead of guessed
#
# What the log measures takes the place of the base's numbers; all else stays as it was, with its range. First those whose
# old range does not hold what was measured: there the model was wrong.

# %% [markdown] lang="zh"
# ## 用实测代替猜测
#
# 日志能测出的数取代基准情景的数，其余保持原样和原来的范围。先列出实测值落在原范围之外的：那里模型猜错了。

# %%
mine = book.calibrate(map_file, base)

# %% [markdown] lang="en"
# ## Your own answer
#
# The base beside the city that its log describes.

# %% [markdown] lang="zh"
# ## 本市的答案
#
# 基准情景与日志所描述的本市对照。

# %%
results = book.play(base, mine)
book.show("chances", results)
book.medians(results, ["government_days", "total_days"])

# %% [markdown] lang="en"
# ## What is left of the cases that are open
#
# On the log's last day many are under way. Each goes on from where it stands, with what it has behind it. The intervals
# hold chance, and not what the scenario itself may be wrong about: `approvals forecast --backtest 12` holds them against
# the past.

# %% [markdown] lang="zh"
# ## 在办件还需多久
#
# 日志最后一天有许多件在办。每件从所处环节继续，已用的时间计算在内。区间只反映偶然性，不含情景本身可能的误差：
# `approvals forecast --backtest 12` 用过去检验。

# %%
book.forecast(map_file, mine, months)
