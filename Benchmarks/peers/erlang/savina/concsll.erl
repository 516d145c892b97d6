%% Savina 9, concsll: as concdict, but the process keeps a sorted list: P per cent insert, S per
%% cent ask for the length, the others search.
-module(concsll).
-export([run/1]).

run([Workers, N, Writes, Sizes]) ->
    Me = self(),
    bench:time(fun() ->
        Keeper = spawn(fun() -> keeper([]) end),
        [spawn(fun() -> worker(N, Writes, Sizes, Keeper, I * 7919, 0, Me) end)
         || I <- lists:seq(1, Workers)],
        verify(Workers, Keeper)
    end).

keeper(Xs) ->
    receive
        {add, X, From} -> From ! {value, true}, keeper(insert(X, Xs));
        {contains, X, From} -> From ! {value, contains(X, Xs)}, keeper(Xs);
        {size, From} -> From ! {value, length(Xs)}, keeper(Xs)
    end.

insert(X, [Y | Rest]) when Y < X -> [Y | insert(X, Rest)];
insert(X, [X | _] = Xs) -> Xs;
insert(X, Xs) -> [X | Xs].

contains(X, [Y | Rest]) when Y < X -> contains(X, Rest);
contains(X, [Y | _]) -> X =:= Y;
contains(_, []) -> false.

worker(0, _, _, _, _, Added, Main) -> Main ! {done, Added};
worker(N, Writes, Sizes, Keeper, R, Added, Main) ->
    Choice = bench:next(R),
    Next = bench:next(Choice),
    K = bench:below(Choice, 100),
    if
        K < Writes -> Keeper ! {add, Next, self()};
        K < Writes + Sizes -> Keeper ! {size, self()};
        true -> Keeper ! {contains, Next, self()}
    end,
    NewAdded = if K < Writes -> Next; true -> Added end,
    receive {value, _} -> worker(N - 1, Writes, Sizes, Keeper, Next, NewAdded, Main) end.

verify(0, Keeper) -> Keeper ! {size, self()}, receive {value, Size} -> Size end;
verify(N, Keeper) ->
    receive {done, X} -> Keeper ! {contains, X, self()} end,
    receive {value, true} -> verify(N - 1, Keeper) end.
