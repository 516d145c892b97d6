%% Lists and backtracking: all solutions for N queens, several times.
-module(nqueens).
-export([run/1]).

run([N, Times]) -> bench:time(fun() -> repeat(Times, N, 0) end).

repeat(0, _, Sum) -> Sum;
repeat(K, N, Sum) -> repeat(K - 1, N, Sum + place(N, N, [])).

place(0, _, _) -> 1;
place(K, N, Queens) -> columns(N, K, N, Queens, 0).

columns(0, _, _, _, Sum) -> Sum;
columns(Q, K, N, Queens, Sum) ->
    case safe(Q, 1, Queens) of
        true -> columns(Q - 1, K, N, Queens, Sum + place(K - 1, N, [Q | Queens]));
        false -> columns(Q - 1, K, N, Queens, Sum)
    end.

safe(_, _, []) -> true;
safe(Q, _, [Q | _]) -> false;
safe(Q, D, [H | _]) when Q =:= H + D; Q =:= H - D -> false;
safe(Q, D, [_ | Rest]) -> safe(Q, D + 1, Rest).
