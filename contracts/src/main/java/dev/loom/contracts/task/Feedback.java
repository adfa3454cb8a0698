package dev.loom.contracts.task;

import java.util.Objects;
import java.util.Optional;

/// Rating of a finished task. Contains a rating, a comment, or both.
///
/// @param rating 1 (bad) to 5 (good)
/// @param comment comment of the user, may be empty
public record Feedback(Optional<Integer> rating, String comment) {
  /// Maximum length of a comment.
  public static final int COMMENT_CHARS_MAX = 16_384;

  public static final int RATING_MIN = 1;
  public static final int RATING_MAX = 5;

  public Feedback {
    Objects.requireNonNull(rating, "rating");
    rating.ifPresent(
        value -> {
          if (value < RATING_MIN || value > RATING_MAX) {
            throw new IllegalArgumentException(
                "a rating must be " + RATING_MIN + " to " + RATING_MAX);
          }
        });
    if (comment.length() > COMMENT_CHARS_MAX || rating.isEmpty() && comment.isBlank()) {
      throw new IllegalArgumentException(
          "feedback must have a rating, a comment of up to "
              + COMMENT_CHARS_MAX
              + " characters, or both");
    }
  }
}
