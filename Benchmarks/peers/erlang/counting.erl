%% Many senders, one counter: throughput of a mailbox.
-module(counting).
-export([run/1]).

run([Senders, N]) ->
    Me = self(),
    bench:time(fun() ->
        Counter = spawn(fun() -> counter(0) end),
        [spawn(fun() -> send_all(N div Senders, Counter), Me ! {done, 0} end) || _ <- lists:seq(1, Senders)],
        bench:gather(Senders),
        Counter ! {get, Me},
        receive {count, Total} -> Total end
    end).

counter(N) ->
    receive
        inc -> counter(N + 1);
        {get, From} -> From ! {count, N}
    end.

send_all(0, _) -> ok;
send_all(K, Counter) -> Counter ! inc, send_all(K - 1, Counter).
