# %% [markdown] lang="en"
# # Five services at the window: what do they change?
#
# Staggered lunches, extended hours, appointments, guides and a Sunday rota: what does an applicant gain at the counter,
# and does the approval become any shorter? Six replications, about half a minute.

# %% [markdown] lang="zh"
# # 窗口“五项服务”改变了什么？
#
# 错时、延时、预约、导办、周日轮值：申请人在窗口能少等多少？审批总时间会不会缩短？重复模拟6次，约需半分钟。

# %% tags=["parameters"]
lang = "en"
target = 50
replications = 6
seed = 1
scenarios = ["practice-2016", "five-services"]
services = ["staggered-hours", "extended-hours", "appointment", "guided", "sunday-rota"]

# %%
from sim.notebook import Knob, Notebook

book = Notebook(lang, replications, seed, target)

# %% [markdown] lang="en"
# ## When somebody is there

# %% [markdown] lang="zh"
# ## 什么时候有人在岗

# %%
book.show("counters-by-hour", book.hours(*scenarios))

# %% [markdown] lang="en"
# ## How long one waits
#
# Waiting is the time on the spot: before a window that is shut over lunch one waits, a night is spent at home and costs
# another trip. Most windows have one clerk. Whoever comes while he is at lunch, or on a Sunday without him, finds the
# hall open and his window shut: longer hours of the hall are not longer hours of every window.

# %% [markdown] lang="zh"
# ## 要等多久
#
# 这里的等候是在现场的时间：午休时在窗口前等候，过夜则回家、多跑一次。多数窗口只有一名工作人员；他午休或周日不当班时来的人，会看到
# 大厅开着、自己的窗口却关着：大厅延长开放，并不等于每个窗口都延长。

# %%
book.show("counter", book.counters(*scenarios))

# %% [markdown] lang="en"
# ## Behind one window
#
# Where twelve clerks serve everybody, one window is never shut at noon, and nobody comes on a Sunday in vain.

# %% [markdown] lang="zh"
# ## 实行一窗受理之后
#
# 十二名工作人员共同面向所有人，中午总有人在岗，周日也没有人白跑。

# %%
one_window = book.what_if("practice-2016", ["one-window"], en="One window", zh="一窗受理")
both = book.what_if("practice-2016", ["one-window", *services], en="One window, five services", zh="一窗受理加五项服务")
book.show("counter", book.counters(one_window, both))

# %% [markdown] lang="en"
# ## And the approval as a whole?
#
# The services are about hours at the counter; approvals are made of weeks behind it.

# %% [markdown] lang="zh"
# ## 那么审批总时间呢？
#
# 五项服务改变的是窗口前的几个小时，审批时间则是窗口后的几个星期。

# %%
results = book.play(*scenarios)
book.show("distribution", results)
book.medians(results, ["government_days", "total_days"])

# %% [markdown] lang="en"
# ## Try it: a fuller hall
#
# In the base 16,000 people with smaller matters come to the twelve windows in a year. With more of them, do the services
# still help?

# %% [markdown] lang="zh"
# ## 试一试：大厅更拥挤时
#
# 基础方案中每年有1.6万人到12个窗口办理小事项。人更多时，五项服务还有用吗？


# %%
def hall(visitors, one_window):
    changes = [{"processes": ["counter"], "set": {"arrivals.per_year": visitors}}]
    shared = ["one-window"] if one_window else []
    before = book.what_if("practice-2016", shared, changes, "Without the services", "无五项服务")
    after = book.what_if("practice-2016", [*shared, *services], changes, "With the services", "有五项服务")
    book.show("counter", book.counters(before, after))


book.explore(
    hall,
    visitors=Knob("Visitors a year", "每年办事人数", value=20000, low=10000, high=30000, step=1000),
    one_window=Knob("One window for all departments", "同时实行一窗受理", value=False),
)
