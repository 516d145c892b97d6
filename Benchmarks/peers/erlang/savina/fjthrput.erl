%% Savina 3, fjthrput: N messages to each of A processes in turn; each message costs a sine.
-module(fjthrput).
-export([run/1]).

run([N, Actors]) ->
    Me = self(),
    bench:time(fun() ->
        send_all(N, [spawn(fun() -> worker(N, 0, Me) end) || _ <- lists:seq(1, Actors)]),
        bench:check(bench:gather(Actors), N * Actors)
    end).

worker(0, Total, Main) -> Main ! {done, Total};
worker(N, Total, Main) ->
    receive message -> worker(N - 1, Total + compute(37.2), Main) end.

compute(Angle) ->
    Sine = math:sin(Angle),
    if Sine * Sine > 0.0 -> 1; true -> 0 end.

send_all(0, _) -> ok;
send_all(N, Workers) ->
    lists:foreach(fun(W) -> W ! message end, Workers),
    send_all(N - 1, Workers).
