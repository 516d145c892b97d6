%% Savina 13, cigsmok: an arbiter lets one of S smokers at a time begin, chosen at random, R rounds;
%% each smokes for up to a thousand steps after it has said that it began.
-module(cigsmok).
-export([run/1]).

run([Rounds, N]) ->
    Me = self(),
    bench:time(fun() ->
        Smokers = [spawn(fun() -> smoker(Me, 0, Me) end) || _ <- lists:seq(1, N)],
        arbitrate(Rounds, list_to_tuple(Smokers), 42),
        bench:check(bench:gather(N), Rounds)
    end).

smoker(Arbiter, Smoked, Main) ->
    receive
        {start, Steps} ->
            Arbiter ! started,
            bench:work(Steps, Steps),
            smoker(Arbiter, Smoked + 1, Main);
        stop -> Main ! {done, Smoked}
    end.

arbitrate(0, Smokers, _) -> [S ! stop || S <- tuple_to_list(Smokers)];
arbitrate(N, Smokers, R) ->
    Choice = bench:next(R),
    Next = bench:next(Choice),
    element(bench:below(Choice, tuple_size(Smokers)) + 1, Smokers) ! {start, bench:below(Next, 1000) + 10},
    receive started -> arbitrate(N - 1, Smokers, Next) end.
