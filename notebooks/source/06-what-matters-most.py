# %% [markdown] lang="en"
# # What matters most?
#
# Most numbers in the model are estimates, and each says how wrong it may be. Which of them move the answer? Here each of
# ten numbers is moved within its own range, with the others at different levels (Morris's screening). A count, such as
# that of reviewers, is seen at every one of its values. Where `*` stands for a name, the number is moved for all items at
# once.
#
# Four trajectories play 44 scenarios once: twenty seconds. It separates what matters from what does not; for a ranking of
# all numbers, and for how much of the uncertainty is theirs, there is `approvals sensitivity`, and `approvals indices`
# for a sweep that is there already.

# %% [markdown] lang="zh"
# # 什么最重要？
#
# 模型中的多数数字是估计值，每个都注明了可能的误差范围。哪些会左右结论？这里让十个数字各自在自己的范围内变动，其他数字取不同水平
# （莫里斯筛选法）。人数一类的整数，每个取值都会试到。名称处写 `*` 的，表示所有事项同时变动。
#
# 四条轨迹共模拟44个方案各一次，约二十秒。它能分清重要与不重要；要给全部数字排序、并了解不确定性有多少来自它们，
# 请用命令 `approvals sensitivity`；已有扫描结果的，用 `approvals indices`。

# %% tags=["parameters"]
lang = "en"
target = 50
seed = 1
trajectories = 4
scenario = "practice-2016"
clock = "total_days"
numbers = {
    "pools.planning.servers": ("Reviewers of planning", "规划局审查人数"),
    "processes.investment.arrivals.per_year": ("Projects a year", "每年项目数"),
    "processes.investment.traits.prepared.own-land": ("Own land: design done before", "自有土地：设计先行的比例"),
    "processes.investment.items.scheme-design.steps.produce.wait.times": ("Scheme design: time", "方案设计用时"),
    "processes.investment.items.construction-drawings.steps.produce.wait.times": ("Drawings: time", "施工图设计用时"),
    "processes.investment.items.drawing-review.steps.review.work.times": ("Drawing review: work", "施工图审查工作量"),
    "processes.investment.items.*.steps.commission.wait.times": ("Time to commission", "委托中介用时"),
    "processes.investment.items.*.steps.circulate.until.times": ("Circulation for signature", "会签用时"),
    "processes.investment.items.*.steps.prepare.wait.times": ("Preparing the papers", "准备材料用时"),
    "processes.investment.items.*.steps.review.returns.share": ("Returned at review", "审查退回比例"),
}

# %%
from sim.notebook import Notebook

book = Notebook(lang, seed=seed, target=target)
influences = book.influences(scenario, numbers, clock, trajectories)
book.show("tornado", influences)

# %% [markdown] lang="en"
# A long bar: it is worth finding out this number. A short one: an estimate will do. The diamond says how much the effect
# depends on the other numbers, and on chance. Between bars of similar length four trajectories cannot choose: raise
# `trajectories` to be surer.

# %% [markdown] lang="zh"
# 条形长：值得把这个数字查清楚；条形短：估计值就够用。菱形表示效应受其他数字和随机性影响的程度。条形长度相近的，四条轨迹分不出先后，
# 可以加大 `trajectories`。
