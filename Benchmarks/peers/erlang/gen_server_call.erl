%% N round trips of gen_server:call to a counter, with M other messages in the caller's mailbox.
-module(gen_server_call).
-behaviour(gen_server).
-export([run/1, init/1, handle_call/3, handle_cast/2]).

run([N]) -> run([N, 0]);
run([N, M]) ->
    {ok, Server} = gen_server:start_link(?MODULE, 0, []),
    flood(M),
    calls(1000, Server),
    bench:time(fun() ->
        calls(N, Server),
        gen_server:call(Server, get) - 1000
    end).

calls(0, _) -> ok;
calls(N, Server) ->
    ok = gen_server:call(Server, increment),
    calls(N - 1, Server).

flood(0) -> ok;
flood(M) -> self() ! {unrelated, M}, flood(M - 1).

init(N) -> {ok, N}.
handle_call(increment, _From, N) -> {reply, ok, N + 1};
handle_call(get, _From, N) -> {reply, N, N}.
handle_cast(_, N) -> {noreply, N}.
