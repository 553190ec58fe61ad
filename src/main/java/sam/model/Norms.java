package sam.model;

/// The RMS norms of a layer: y = x / √(mean(x²) + `eps`) · (`weightOffset` + w).
///
/// `before`: attention and MLP read a normed x. `after`: what they give is normed before it is added to x. Most
/// families have the first, OLMo 2 the second, Gemma 3 both.
public record Norms(double eps, double weightOffset, boolean before, boolean after) {}
