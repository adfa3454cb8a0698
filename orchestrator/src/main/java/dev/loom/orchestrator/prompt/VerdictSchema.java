package dev.loom.orchestrator.prompt;

import java.util.Map;

/// Defines the JSON Schema of a verifier's answer. [VerifierPrompt] describes the same format in
/// words, for endpoints without structured output.
public final class VerdictSchema {
  public static final Map<String, Object> JSON =
      new StrictSchemaBuilder()
          .with("feedback", "string")
          .withTexts("issues")
          .with("passed", "boolean")
          .with("confidence", "number")
          .build();

  private VerdictSchema() {}
}
