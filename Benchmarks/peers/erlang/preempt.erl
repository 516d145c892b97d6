%% N waits of a millisecond beside endless loops: how late they end, in microseconds.
-module(preempt).
-export([run/1]).

run([Hogs, N]) ->
    [spawn(fun() -> spin(0) end) || _ <- lists:seq(1, Hogs)],
    bench:time(fun() ->
        Late = lists:sort(ticks(N, [])),
        {lists:nth(N div 2 + 1, Late), lists:nth(N * 99 div 100 + 1, Late), lists:last(Late)}
    end).

spin(N) -> spin((N + 1) band 16#FFFFFF).

ticks(0, Late) -> Late;
ticks(K, Late) ->
    Start = erlang:monotonic_time(microsecond),
    receive after 1 -> ok end,
    ticks(K - 1, [erlang:monotonic_time(microsecond) - Start - 1000 | Late]).
