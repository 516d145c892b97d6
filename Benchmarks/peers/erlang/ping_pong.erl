%% Two processes, N round trips.
-module(ping_pong).
-export([run/1]).

run([N]) ->
    P = spawn(fun pong/0),
    bench:time(fun() -> ping(N, P, 0) end).

pong() -> receive {ping, From, K} -> From ! {pong, K band 1}, pong() end.

ping(0, _, Sum) -> Sum;
ping(N, P, Sum) ->
    P ! {ping, self(), N},
    receive {pong, K} -> ping(N - 1, P, Sum + K) end.
