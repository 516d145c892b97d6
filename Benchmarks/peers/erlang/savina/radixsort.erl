%% Savina 16, radixsort: N numbers go through a pipeline of B processes, one for each bit from the
%% lowest up; each lets those whose bit is 0 pass and sends the others after them.
-module(radixsort).
-export([run/1]).

run([N, Bits, Seed]) ->
    Me = self(),
    bench:time(fun() ->
        source(N, Seed, (1 bsl Bits) - 1, pipeline(Bits, N, Me)),
        validate(N, 0, 0)
    end).

pipeline(0, _, Next) -> Next;
pipeline(Bit, N, Next) ->
    pipeline(Bit - 1, N, spawn(fun() -> sorter(N, 1 bsl (Bit - 1), Next, []) end)).

sorter(0, _, Next, Ones) -> lists:foreach(fun(X) -> Next ! X end, lists:reverse(Ones));
sorter(N, Mask, Next, Ones) ->
    receive
        X when X band Mask =:= 0 -> Next ! X, sorter(N - 1, Mask, Next, Ones);
        X -> sorter(N - 1, Mask, Next, [X | Ones])
    end.

source(0, _, _, _) -> ok;
source(N, R, Mask, To) ->
    R1 = bench:next(R),
    R2 = bench:next(R1),
    To ! ((R1 bsl 29) bxor R2) band Mask,
    source(N - 1, R2, Mask, To).

validate(0, _, Sum) -> Sum;
validate(N, Last, Sum) ->
    receive X when X >= Last -> validate(N - 1, X, (Sum * 31 + X) band 16#FFFFFF) end.
