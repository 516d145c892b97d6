%% A list of N integers sent several times.
-module(big_message).
-export([run/1]).

run([N, Times]) ->
    Xs = lists:seq(1, N),
    P = spawn(fun sink/0),
    bench:time(fun() -> send_all(Times, P, Xs, 0) end).

sink() -> receive {From, Xs} -> From ! {len, length(Xs)}, sink() end.

send_all(0, _, _, Sum) -> Sum;
send_all(R, P, Xs, Sum) ->
    P ! {self(), Xs},
    receive {len, N} -> send_all(R - 1, P, Xs, Sum + N) end.
