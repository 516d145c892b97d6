%% Savina 25, apsp: the shortest paths between all N nodes of a graph after Floyd and Warshall. Each
%% of the blocks of B x B distances is a process; in step k it waits for its parts of row k and
%% column k.
-module(apsp).
-export([run/1]).

run([N, B]) ->
    Me = self(),
    Last = N div B - 1,
    bench:time(fun() ->
        Blocks = [[spawn(fun() ->
                             Rows = [list_to_tuple([edge(I, J) || J <- lists:seq(Column * B, Column * B + B - 1)])
                                     || I <- lists:seq(Row * B, Row * B + B - 1)],
                             receive {start, All} -> block(0, N, B, Row, Column, list_to_tuple(Rows), All, Me) end
                         end) || Column <- lists:seq(0, Last)] || Row <- lists:seq(0, Last)],
        All = list_to_tuple([list_to_tuple(Row) || Row <- Blocks]),
        [Pid ! {start, All} || Pid <- lists:append(Blocks)],
        bench:gather((Last + 1) * (Last + 1))
    end).

%% A block is a tuple of row tuples. Who has row K sends it to the blocks above and below, likewise
%% columns.
block(N, N, _, _, _, Rows, _, Main) ->
    Main ! {done, lists:sum([lists:sum(tuple_to_list(R)) || R <- tuple_to_list(Rows)])};
block(K, N, B, Row, Column, Rows, All, Main) ->
    case K div B of
        Row ->
            Part = element(K rem B + 1, Rows),
            [element(Column + 1, R) ! {row, K, Part} || R <- tuple_to_list(All)];
        _ -> ok
    end,
    case K div B of
        Column ->
            Parts = [element(K rem B + 1, R) || R <- tuple_to_list(Rows)],
            [Pid ! {column, K, Parts} || Pid <- tuple_to_list(element(Row + 1, All))];
        _ -> ok
    end,
    Distances = receive {row, K, D} -> tuple_to_list(D) end,
    Down = receive {column, K, C} -> C end,
    New = lists:zipwith(
        fun(R, Y) -> list_to_tuple(shorter(tuple_to_list(R), Distances, Y)) end, tuple_to_list(Rows), Down),
    block(K + 1, N, B, Row, Column, list_to_tuple(New), All, Main).

shorter([], [], _) -> [];
shorter([X | Xs], [Y | Ys], D) ->
    Around = Y + D,
    [if Around < X -> Around; true -> X end | shorter(Xs, Ys, D)].

%% The length of the edge from I to J, the same in every run.
edge(I, I) -> 0;
edge(I, J) -> 1 + bench:below(bench:next(bench:next(I * 7919 + J * 104729)), 100).
