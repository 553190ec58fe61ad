package sam.llm.engine;

import ai.djl.ndarray.NDArray;
import sam.llm.TokenBatch;

/// A packed batch as a pass works on it: the tokens, the turns of their rotary positions, who sees whom, and the rows
/// that somebody wants an answer for (positions in the batch, int64 [R]).
record PackedRows(TokenBatch batch, NDArray cos, NDArray sin, NDArray mask, NDArray rows) {}
