%% Savina 14, logmap: S series x -> r x (1 - x), N terms each, r = 3.46 + 0.0025 i. A series asks
%% another process for each term and takes the answer before the many messages that came first.
-module(logmap).
-export([run/1]).

run([Terms, N]) ->
    Me = self(),
    bench:time(fun() ->
        All = [begin
                   Computer = spawn(fun() -> computer(3.46 + 0.0025 * I) end),
                   spawn(fun() -> series(Computer, 0.0025 * I) end)
               end || I <- lists:seq(1, N)],
        advance(Terms, All),
        [S ! {get, I, Me} || {I, S} <- lists:zip(lists:seq(1, N), All)],
        total(1, N, 0.0)
    end).

computer(Rate) ->
    receive {compute, Ref, Term, From} -> From ! {Ref, Rate * Term * (1.0 - Term)}, computer(Rate) end.

series(Computer, Term) ->
    receive
        next ->
            Ref = make_ref(),
            Computer ! {compute, Ref, Term, self()},
            receive {Ref, New} -> series(Computer, New) end;
        {get, I, From} -> From ! {last, I, Term}
    end.

advance(0, _) -> ok;
advance(N, All) ->
    lists:foreach(fun(S) -> S ! next end, All),
    advance(N - 1, All).

total(I, N, Sum) when I > N -> Sum;
total(I, N, Sum) ->
    receive {last, I, Term} when Term > 0.0, Term < 1.0 -> total(I + 1, N, Sum + Term) end.
