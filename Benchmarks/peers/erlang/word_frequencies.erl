%% Counts the words of a text file.
-module(word_frequencies).
-export([run/1]).

run([Path]) ->
    {ok, Text} = file:read_file(Path),
    bench:time(fun() ->
        Counts = lists:foldl(
            fun(Word, Counts) -> maps:update_with(Word, fun(N) -> N + 1 end, 1, Counts) end,
            #{}, binary:split(Text, [<<" ">>, <<"\n">>], [global, trim_all])),
        {Total, Top} = maps:fold(fun(_, N, {Total, Top}) -> {Total + N, max(N, Top)} end, {0, 0}, Counts),
        {map_size(Counts), Total, Top}
    end).
