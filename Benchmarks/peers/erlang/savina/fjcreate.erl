%% Savina 4, fjcreate: N processes are made, get a message each, compute a sine, answer and end.
-module(fjcreate).
-export([run/1]).

run([N]) ->
    bench:time(fun() ->
        create(N, self()),
        bench:check(bench:gather(N), N)
    end).

create(0, _) -> ok;
create(N, Me) ->
    spawn(fun worker/0) ! {message, Me},
    create(N - 1, Me).

worker() -> receive {message, From} -> From ! {done, compute(37.2)} end.

compute(Angle) ->
    Sine = math:sin(Angle),
    if Sine * Sine > 0.0 -> 1; true -> 0 end.
