%% Savina 1, pingpong: N messages from one process to another, each answered before the next.
-module(pingpong).
-export([run/1]).

run([N]) ->
    bench:time(fun() ->
        ping(N, spawn(fun() -> pong(0) end)),
        bench:check(bench:gather(1), N)
    end).

ping(0, Other) -> Other ! {stop, self()};
ping(N, Other) ->
    Other ! {ping, self()},
    receive pong -> ping(N - 1, Other) end.

pong(Count) ->
    receive
        {ping, From} -> From ! pong, pong(Count + 1);
        {stop, From} -> From ! {done, Count}
    end.
