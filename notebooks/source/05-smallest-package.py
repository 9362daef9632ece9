# %% [markdown] lang="en"
# # What is the smallest package that keeps a promise?
#
# Suppose some reforms are agreed upon, and some are still open. **Every combination** of the open ones is played, those
# that are close more often, until it is known which keep the promise. A promise is: so large a share of projects within
# the target, on one clock.
#
# To be quick, this notebook asks for a modest promise with four open reforms (16 packages, eight replications and up to
# 24 where it is close: some twenty seconds). `approvals smallest` asks any promise of up to twelve reforms, 4,096 packages.

# %% [markdown] lang="zh"
# # 兑现承诺最少需要哪些措施？
#
# 假设有些改革已经确定，有些还在讨论。这里把待定措施的**每一种组合**都模拟一遍，接近临界的多模拟几次，直到能判断哪些组合能兑现承诺。
# 承诺的含义是：按某一计时口径，达到目标的项目不少于给定比例。
#
# 为了快，本笔记本只设一个不高的承诺和四项待定措施（16个组合，每个8次，接近临界的最多24次，约二十秒）。
# 命令 `approvals smallest` 可以检验任何承诺，最多12项措施、4096个组合。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 8
seed = 1
agreed = ["online-filing", "data-sharing", "e-seal", "agents"]
undecided = ["instant-items", "joint-review", "one-window", "limits-20"]
share_promised = 0.5

# %%
from sim.notebook import Notebook, Promise

book = Notebook(lang, replications, seed, target)
promise = Promise(clock="government_days", probability=share_promised, indifference=0.1)
tried = book.packages("practice-2016", agreed, undecided, promise)
tried.show()

# %% [markdown] lang="en"
# A package *keeps* the promise if that is sure but for the zone of ten percentage points in which it matters to nobody,
# and it is so for all packages at once with 95 % confidence. What contains a package that keeps it was not looked at more
# closely: it is larger than needed.
#
# ## What money buys

# %% [markdown] lang="zh"
# “能兑现”是指在上下十个百分点的容许范围内可以确定，并且对全部组合同时成立的置信度为95%。已经包含能兑现的更小组合的，不再细看：
# 它比需要的大。
#
# ## 花多少钱，办多少事

# %%
book.show("frontier", tried.frontier())

# %% [markdown] lang="en"
# ## Who earned it
#
# Reforms overlap: what one saves, another may save too. Each reform's share is what it adds, averaged over all orders in
# which the four may come.

# %% [markdown] lang="zh"
# ## 功劳怎么分
#
# 措施之间会重叠：一项省下的时间，另一项也可能省下。每项的功劳是它加入时带来的变化，对四项所有先后次序取平均。

# %%
book.show("shares-within", tried.shares())
