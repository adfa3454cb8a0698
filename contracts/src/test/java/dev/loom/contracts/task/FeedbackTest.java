package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeedbackTest {
  @Test
  void ratingOrCommentIsEnough() {
    assertEquals("", new Feedback(Optional.of(1), "").comment());
    assertEquals("good", new Feedback(Optional.empty(), "good").comment());
  }

  @Test
  void emptyFeedbackIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> new Feedback(Optional.empty(), " "));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void ratingOutsideItsBoundsIsRejected(int rating) {
    assertThrows(IllegalArgumentException.class, () -> new Feedback(Optional.of(rating), "x"));
  }

  @Test
  void overlongCommentIsRejected() {
    var comment = "x".repeat(Feedback.COMMENT_CHARS_MAX + 1);
    assertThrows(IllegalArgumentException.class, () -> new Feedback(Optional.of(3), comment));
  }
}
