%% Savina 30, bitonicsort: a process for each of N places, N a power of two; in each step of
%% Batcher's network it exchanges its number with a partner and keeps the smaller or the larger.
-module(bitonicsort).
-export([run/1]).

run([N]) ->
    Me = self(),
    bench:time(fun() ->
        Pids = [spawn(fun() -> receive {start, Partners} -> sort(I, X, 2, N, Partners, Me) end end)
                || {I, X} <- lists:zip(lists:seq(0, N - 1), values(N, 2048))],
        All = list_to_tuple(Pids),
        [element(I + 1, All) ! {start, maps:from_list([{J, element((I bxor J) + 1, All)} || J <- bits(N)])}
         || I <- lists:seq(0, N - 1)],
        verify(0, N, 0, 0)
    end).

%% In a step the partner's place differs in the bit J; blocks of K places are sorted up and down by
%% turns.
sort(I, X, K, N, _, Main) when K > N -> Main ! {sorted, I, X};
sort(I, X, K, N, Partners, Main) -> sort(I, merge(I, X, K, K bsr 1, Partners), K * 2, N, Partners, Main).

merge(_, X, _, 0, _) -> X;
merge(I, X, K, J, Partners) ->
    map_get(J, Partners) ! {K, J, X},
    Y = receive {K, J, Value} -> Value end,
    Low = (I band J =:= 0) =:= (I band K =:= 0),
    merge(I, if Low =:= (X < Y) -> X; true -> Y end, K, J bsr 1, Partners).

bits(1) -> [];
bits(N) -> [N bsr 1 | bits(N bsr 1)].

values(0, _) -> [];
values(N, R) -> [R | values(N - 1, bench:next(R))].

verify(N, N, _, Sum) -> Sum;
verify(I, N, Last, Sum) ->
    receive {sorted, I, X} when X >= Last -> verify(I + 1, N, X, (Sum * 31 + X) band 16#FFFFFF) end.
