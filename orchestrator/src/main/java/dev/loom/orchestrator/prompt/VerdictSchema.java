package dev.loom.orchestrator.prompt;

import java.util.Map;

/// What a verifier's answer looks like, as JSON Schema. [VerifierPrompt] says the same in words,
/// for endpoints that enforce nothing.
public final class VerdictSchema {
  /// The schema.
  public static final Map<String, Object> JSON =
      new StrictSchema()
          .with("passed", "boolean")
          .with("confidence", "number")
          .with("feedback", "string")
          .withTexts("issues")
          .build();

  private VerdictSchema() {}
}
