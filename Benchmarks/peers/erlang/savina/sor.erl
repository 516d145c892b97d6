%% Savina 26, sor: successive over-relaxation, a process for each cell of a grid of S by S
%% numbers, I rounds. The cells are coloured like a chessboard; the dark ones tell their
%% neighbours their number first. Who has heard from all neighbours makes a new number of its own
%% and theirs and tells them. One process starts the left half of the grid, another the right
%% half, and each gives the other the column at the border.
-module(sor).
-export([run/1]).

-define(OMEGA, 1.25).

run([Size, Rounds]) ->
    Me = self(),
    bench:time(fun() ->
        Part = Size div 2,
        Rows = cells(Size, 0, Part - 1, Rounds),
        Peer = spawn(fun() -> right_half(Size, Part, Rounds, Me) end),
        Peer ! {border, [lists:last(Row) || Row <- Rows]},
        Border = receive {border, B} -> B end,
        {LeftSum, LeftHeard} =
            run(lists:zipwith(fun(Row, Pid) -> Row ++ [Pid] end, Rows, Border), 0, Part - 1),
        {Sum, Heard} = results(1, LeftSum, LeftHeard),
        %% A light cell hears from each neighbour in each round, a dark one in all but the first.
        Pairs = 4 * Size * (Size - 1),
        bench:check(Heard, Pairs div 2 * Rounds + Pairs div 2 * (Rounds - 1)),
        round(Sum * 1.0e15)
    end).

right_half(Size, Part, Rounds, Main) ->
    Rows = cells(Size, Part, Size - 1, Rounds),
    Main ! {border, [hd(Row) || Row <- Rows]},
    receive
        {border, Border} ->
            All = lists:zipwith(fun(Pid, Row) -> [Pid | Row] end, Border, Rows),
            {Sum, Heard} = run(All, 1, Size - Part),
            Main ! {result, Sum, Heard}
    end.

%% The cells of some columns, row by row.
cells(Size, First, Last, Rounds) ->
    Half = self(),
    [[begin
          Dark = (I + J) rem 2 =:= 0,
          spawn(fun() -> cell(number(I * Size + J), Dark, Rounds, Half) end)
      end || J <- lists:seq(First, Last)] || I <- lists:seq(0, Size - 1)].

%% What cell K has at first, below a millionth.
number(K) -> bench:next(bench:next(K * 7919 + 10101010)) / 16#80000000 * 1.0e-6.

%% Tells the cells of these columns who their neighbours are, and waits for all results.
run(Rows, First, Last) ->
    Grid = list_to_tuple([list_to_tuple(Row) || Row <- Rows]),
    Height = tuple_size(Grid),
    [element(J + 1, element(I + 1, Grid)) !
         {start, at(Grid, I, J + 1) ++ at(Grid, I + 1, J) ++ at(Grid, I, J - 1)
             ++ at(Grid, I - 1, J)}
     || I <- lists:seq(0, Height - 1), J <- lists:seq(First, Last)],
    results(Height * (Last - First + 1), 0.0, 0).

%% The cell there, if there is one.
at(Grid, I, J) when I >= 0, I < tuple_size(Grid), J >= 0, J < tuple_size(element(1, Grid)) ->
    [element(J + 1, element(I + 1, Grid))];
at(_, _, _) -> [].

results(0, Sum, Heard) -> {Sum, Heard};
results(N, Sum, Heard) ->
    receive {result, Value, K} -> results(N - 1, Sum + Value, Heard + K) end.

cell(Value, Dark, Rounds, Half) ->
    receive
        {start, Neighbors} ->
            Done = if Dark -> tell(Neighbors, Value); true -> 0 end,
            relax(Value, 0.0, length(Neighbors), Done, Rounds, 0, Neighbors, Half)
    end.

%% Sum is what the neighbours had to say in this round, but for the Missing ones.
relax(Value, _, _, Rounds, Rounds, Heard, _, Half) -> Half ! {result, Value, Heard};
relax(Value, Sum, Missing, Done, Rounds, Heard, Neighbors, Half) ->
    receive
        {value, X} when Missing > 1 ->
            relax(Value, Sum + X, Missing - 1, Done, Rounds, Heard + 1, Neighbors, Half);
        {value, X} ->
            New = 0.25 * ?OMEGA * (Sum + X) + (1.0 - ?OMEGA) * Value,
            Round = tell(Neighbors, New),
            relax(New, 0.0, length(Neighbors), Done + Round, Rounds, Heard + 1, Neighbors, Half)
    end.

%% Gives the one round that this was.
tell([Pid | Rest], Value) -> Pid ! {value, Value}, tell(Rest, Value);
tell([], _) -> 1.
