package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CallIdEncoderTest {
  private static final Pattern ACCEPTED = Pattern.compile("[a-z0-9_]{1,40}");

  @Test
  void anAcceptedIdIsUnchanged() {
    assertEquals("call_1", CallIdEncoder.encode("call_1", ACCEPTED));
  }

  @Test
  void anyOtherIdIsEncodedDeterministicallyAndUniquely() {
    var encoded = CallIdEncoder.encode("functions.read:0", ACCEPTED);
    assertTrue(ACCEPTED.matcher(encoded).matches(), encoded);
    assertEquals(encoded, CallIdEncoder.encode("functions.read:0", ACCEPTED));
    assertNotEquals(encoded, CallIdEncoder.encode("functions.read:1", ACCEPTED));
  }
}
