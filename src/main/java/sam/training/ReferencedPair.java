package sam.training;

/// A preference pair with what the stack below says of both answers: summed log p of their target tokens.
record ReferencedPair(Row.Pair pair, double referenceChosen, double referenceRejected) {}
