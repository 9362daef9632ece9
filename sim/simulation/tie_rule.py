"""The tie rule, which every engine obeys: who comes first among those to whom something happens in the same minute.

In each minute, first everything settles: arrivals, ends of waits and of work,
and whatever follows from them at once, until nothing of this minute is left; who comes to a step asks the pool that
does it in this minute. Then whoever has come to a step with the choice of several pools joins one, in the order (case,
item): the one with the fewest waiting and held for each of its servers, on shift or not, those before him in this order
included and those withdrawn left out; of equals the first named. Then the waiting work is allocated, pool by pool, in
the order (priority, due minute, minute it came, case, item), where priority and due minute count only in pools of
that discipline; each to the free on-shift server of the lowest number. In a pool that escalates, who is pressing at
that moment (the minute is past at which the pool's share of the promise has run) goes before all who are not, the
earliest due first. A booking is given the earliest slot with a free seat in the same order. If allocation makes
something happen in the same minute, all this is done again.

Whether a reserve is called is decided between two minutes, by how many the last one left waiting for its pool when
everything in it had happened, those at home from a shut counter among them, those withdrawn left out: with more than
the bound it is called from the next minute on, with no more than the lower bound it is sent back from the next minute
on, otherwise it stays as it is; before the first minute it is not called. Within a minute nothing changes about it. Its
servers have the highest numbers of their pool, and take work only in minutes in which they are called and on shift;
what they have in hand they finish on their calendar, called or not. In a line counts whom they hold, but not they
themselves.

A booking looks first for the earliest regular slot with a free seat. If that begins later than the bound after the
minute from which the case could come (its lead time over), or there is none, the earliest extra slot with a free seat
is booked instead, if it begins sooner.

The clock of an item, by which it is due, stands at nothing when the item is first accepted: when a step that accepts is
over and has not returned it. It runs, in minutes of the legal calendar, while a step that is on the legal clock is gone
through, its queue included, and stands still while another is. An item is due in the minute in which its promise will
have run if the clock runs from the moment it joined the queue; nothing moves that minute while it waits. A wait until a
point on the clock, or no later than one, is over when the clock shows it, at once if it does already. The clock runs on
the calendar on which the item's promise is counted, or else its limit; that of the law where they name none. From the
minute in which an accepted item comes to a step that extends, it is due by the promise and its extension together.

It came in the minute it joined. But who waits in person at a counter goes home when that shuts, or is shut as he comes,
for longer than people's patience, and comes again in the minute in which it opens: so who waits before the door stands
ahead of him.

A refused case is closed. What is in hand runs to its end; what only waits for somebody is withdrawn; nothing new starts
after that minute.
"""
