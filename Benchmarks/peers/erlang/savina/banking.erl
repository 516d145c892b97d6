%% Savina 15, banking: N transfers between A accounts, each a process. The account that pays waits
%% until the other has confirmed; it always has the smaller number, so nobody waits in a circle.
-module(banking).
-export([run/1]).

run([Accounts, N]) ->
    Me = self(),
    bench:time(fun() ->
        Pids = [spawn(fun() -> account(1000000) end) || _ <- lists:seq(1, Accounts)],
        transfers(N, list_to_tuple(Pids), 42, Me),
        bench:check(bench:gather(N), N),
        [Pid ! {close, Me} || Pid <- Pids],
        bench:check(bench:gather(Accounts), Accounts * 1000000)
    end).

account(Balance) ->
    receive
        {transfer, Amount, To, Teller} ->
            To ! {deposit, Amount, self()},
            receive deposited -> Teller ! {done, 1} end,
            account(Balance - Amount);
        {deposit, Amount, From} -> From ! deposited, account(Balance + Amount);
        {close, Teller} -> Teller ! {done, Balance}
    end.

transfers(0, _, _, _) -> ok;
transfers(N, Accounts, R, Me) ->
    R1 = bench:next(R),
    R2 = bench:next(R1),
    R3 = bench:next(R2),
    Count = tuple_size(Accounts),
    From = bench:below(R1, Count div 10 * 8),
    To = From + 1 + bench:below(R2, Count - From - 1),
    element(From + 1, Accounts) ! {transfer, bench:below(R3, 1000), element(To + 1, Accounts), Me},
    transfers(N - 1, Accounts, R3, Me).
