%% Savina 28, nqueenk: all ways to place N queens. A master gives boards to W workers in turn; a
%% worker sends back each board with one queen more, or, from T queens on, counts the solutions
%% itself.
-module(nqueenk).
-export([run/1]).

run([N, Workers, Threshold]) ->
    Me = self(),
    bench:time(fun() ->
        All = list_to_tuple([spawn(fun() -> worker(N, Threshold, Me) end) || _ <- lists:seq(1, Workers)]),
        element(1, All) ! {board, [], 0},
        master(1, All, 1 rem Workers, 0)
    end).

worker(N, Threshold, Master) ->
    receive
        {board, Queens, Placed} when Placed >= Threshold ->
            Master ! {finished, count(N, Queens, Placed)};
        {board, Queens, Placed} ->
            expand(N, N, Queens, Placed + 1, Master),
            Master ! {finished, 0}
    end,
    worker(N, Threshold, Master).

expand(0, _, _, _, _) -> ok;
expand(Q, N, Queens, Placed, Master) ->
    case safe(Q, 1, Queens) of
        true -> Master ! {board, [Q | Queens], Placed};
        false -> ok
    end,
    expand(Q - 1, N, Queens, Placed, Master).

count(N, _, N) -> 1;
count(N, Queens, Placed) -> columns(N, N, Queens, Placed, 0).

columns(0, _, _, _, Sum) -> Sum;
columns(Q, N, Queens, Placed, Sum) ->
    case safe(Q, 1, Queens) of
        true -> columns(Q - 1, N, Queens, Placed, Sum + count(N, [Q | Queens], Placed + 1));
        false -> columns(Q - 1, N, Queens, Placed, Sum)
    end.

safe(_, _, []) -> true;
safe(Q, D, [H | _]) when Q =:= H; Q =:= H + D; Q =:= H - D -> false;
safe(Q, D, [_ | Rest]) -> safe(Q, D + 1, Rest).

master(0, _, _, Sum) -> Sum;
master(Open, Workers, Turn, Sum) ->
    receive
        {finished, K} -> master(Open - 1, Workers, Turn, Sum + K);
        Board ->
            element(Turn + 1, Workers) ! Board,
            master(Open + 1, Workers, (Turn + 1) rem tuple_size(Workers), Sum)
    end.
