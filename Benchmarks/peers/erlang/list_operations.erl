%% Map, filter and fold over a list of N elements, several times.
-module(list_operations).
-export([run/1]).

run([N, Times]) -> bench:time(fun() -> repeat(Times, lists:seq(1, N), 0) end).

repeat(0, _, Sum) -> Sum;
repeat(K, Xs, Sum) ->
    Mapped = lists:map(fun(X) -> X * 3 + K end, Xs),
    Even = lists:filter(fun(X) -> X rem 2 =:= 0 end, Mapped),
    repeat(K - 1, Xs, Sum + lists:foldl(fun(X, Total) -> X + Total end, 0, Even)).
