package sam.decode;

import sam.model.LayerKind;

/// The weights of one layer; a norm that the family does not have is empty.
record Layer(
        LayerKind kind,
        float[] beforeAttention,
        float[] afterAttention,
        float[] beforeMlp,
        float[] afterMlp,
        float[] queryNorm,
        float[] keyNorm,
        Linear[] queryKeyValue,
        Linear[] output,
        Linear[] gateUp,
        Linear[] down) {}
