# %% [markdown] lang="en"
# # Can approval fall within 50 days?
#
# In March 2017 the city promised to bring the approval of an enterprise investment project within 50 days. Here single
# projects go through single offices, minute by minute, on China's working calendar: as it was practised in 2016, with
# three systems (mock approval, agents, joint review), and with every reform. **Which days are meant** decides the answer,
# so each is shown.
#
# Change a number in the next cell, then choose *Run → Run All Cells*. With ten replications (each plays three years
# anew, with other luck) this takes a quarter of a minute; with more it is surer.

# %% [markdown] lang="zh"
# # 审批能否压缩到50天以内？
#
# 2017年3月，本市提出力争把企业投资项目审批压缩到50天以内。这里让一个个项目按分钟走过一个个部门，日历采用我国的法定工作日：
# 分别是2016年现状、三制（模拟制、代办制、联审制）和全部改革措施。**“50天”按哪种天数计**决定了结论，所以逐一列出。
#
# 修改下一格中的数字，然后选择“运行 → 运行全部单元格”。重复模拟10次（每次以不同的随机情况把三年重新走一遍）约需十几秒；
# 次数越多，结果越准。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 10
seed = 1
scenarios = ["practice-2016", "three-systems", "full-reform"]

# %%
from sim.notebook import Notebook

book = Notebook(lang, replications, seed, target)
results = book.play(*scenarios)

# %% [markdown] lang="en"
# ## How many projects are in time, on each clock
#
# The first column is the government's own clock: working days on which at least one office has the project in hand. The
# fifth is what the firm lives through: calendar days from filing to construction permit.

# %% [markdown] lang="zh"
# ## 按各种计时口径，有多少项目达标
#
# 第一列是政府口径：至少有一个部门在办的工作日。第五列是企业的实际感受：从备案到拿到施工许可的日历天数。

# %%
book.show("chances", results)

# %% [markdown] lang="en"
# ## How long projects take
#
# Not every project is the average one: the bars show how far they lie apart.

# %% [markdown] lang="zh"
# ## 项目需要多长时间
#
# 项目之间差别很大，条形显示了这种差别。

# %%
book.show("distribution", results)

# %% [markdown] lang="en"
# ## What holds projects up
#
# The days of each project are split exactly into who and what it waited for.

# %% [markdown] lang="zh"
# ## 时间卡在哪里
#
# 每个项目的时间都被精确划分：在等谁、等什么。

# %%
book.show("holding", results)

# %% [markdown] lang="en"
# ## The numbers
#
# Square brackets: the interval in which the true share of the model lies, with 95 % confidence. It counts chance only, not
# how wrong the assumptions may be; for that see *06, what matters most*.

# %% [markdown] lang="zh"
# ## 数字
#
# 方括号内是95%置信区间，只反映随机性，不反映假定本身可能有的误差；后者见《06 什么最重要》。

# %%
book.medians(results, ["government_days", "total_days"])
