%% Savina 24, quicksort: a list of N random numbers; a process for each part that is longer than T,
%% which gets the part and sends it back sorted.
-module(quicksort).
-export([run/1]).

run([N, Threshold]) ->
    Xs = random_list(N, 1024, []),
    bench:time(fun() ->
        {Count, Sum} = verify(sort(Xs, N, Threshold), 0, 0, 0),
        bench:check(Count, N),
        Sum
    end).

sort(Xs, N, Threshold) when N =< Threshold -> lists:sort(Xs);
sort([Pivot | Rest], _, Threshold) ->
    {Left, L, Right, R} = split(Rest, Pivot, [], 0, [], 0),
    Me = self(),
    Ref = make_ref(),
    spawn(fun() -> Me ! {Ref, sort(Left, L, Threshold)} end),
    Sorted = sort(Right, R, Threshold),
    receive {Ref, First} -> First ++ [Pivot | Sorted] end.

split([], _, Left, L, Right, R) -> {Left, L, Right, R};
split([X | Rest], Pivot, Left, L, Right, R) when X < Pivot -> split(Rest, Pivot, [X | Left], L + 1, Right, R);
split([X | Rest], Pivot, Left, L, Right, R) -> split(Rest, Pivot, Left, L, [X | Right], R + 1).

random_list(0, _, Xs) -> Xs;
random_list(N, R, Xs) -> random_list(N - 1, bench:next(R), [R | Xs]).

verify([], _, N, Sum) -> {N, Sum};
verify([X | Rest], Last, N, Sum) when X >= Last -> verify(Rest, X, N + 1, (Sum * 31 + X) band 16#FFFFFF).
