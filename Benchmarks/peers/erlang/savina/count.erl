%% Savina 2, count: one process sends another N messages without waiting.
-module(count).
-export([run/1]).

run([N]) ->
    bench:time(fun() ->
        produce(N, spawn(fun() -> counter(0) end)),
        bench:check(bench:gather(1), N)
    end).

counter(N) ->
    receive
        increment -> counter(N + 1);
        {retrieve, From} -> From ! {done, N}
    end.

produce(0, Counter) -> Counter ! {retrieve, self()};
produce(N, Counter) -> Counter ! increment, produce(N - 1, Counter).
