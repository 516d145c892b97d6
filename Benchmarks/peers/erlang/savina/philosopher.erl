%% Savina 11, philosopher: N philosophers ask an arbiter for both forks until they get them, M meals
%% each.
-module(philosopher).
-export([run/1]).

run([N, Meals]) ->
    Me = self(),
    bench:time(fun() ->
        Arbiter = spawn(fun() -> arbiter(0, N) end),
        [spawn(fun() -> philosopher(I, Meals, 0, Arbiter, Me) end) || I <- lists:seq(0, N - 1)],
        bench:check(bench:gather(N), N * Meals)
    end).

arbiter(Taken, N) ->
    receive
        {hungry, I, From} ->
            Both = forks(I, N),
            case Taken band Both of
                0 -> From ! eat, arbiter(Taken bor Both, N);
                _ -> From ! denied, arbiter(Taken, N)
            end;
        {eaten, I} -> arbiter(Taken bxor forks(I, N), N)
    end.

forks(I, N) -> (1 bsl I) bor (1 bsl ((I + 1) rem N)).

philosopher(_, Meals, Meals, _, Main) -> Main ! {done, Meals};
philosopher(I, Meals, Eaten, Arbiter, Main) ->
    Arbiter ! {hungry, I, self()},
    receive
        eat -> Arbiter ! {eaten, I}, philosopher(I, Meals, Eaten + 1, Arbiter, Main);
        denied -> philosopher(I, Meals, Eaten, Arbiter, Main)
    end.
