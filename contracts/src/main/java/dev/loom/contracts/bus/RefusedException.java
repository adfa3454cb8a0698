package dev.loom.contracts.bus;

/// A [Refusal] on its way to the asker. It has no stack trace: it reports a fact, not a fault.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.detail(), null, false, false);
    this.refusal = refusal;
  }

  /// What was refused and why.
  public Refusal refusal() {
    return refusal;
  }
}
