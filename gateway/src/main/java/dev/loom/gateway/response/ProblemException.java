package dev.loom.gateway.response;

/// Carries a [Problem] to the failure handler. Has no stack trace, because it reports an expected
/// error.
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  /// Returns the problem to send.
  public Problem problem() {
    return problem;
  }
}
