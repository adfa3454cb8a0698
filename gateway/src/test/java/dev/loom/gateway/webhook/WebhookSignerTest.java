package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookSignerTest {
  private static String signed(String secret, Map<String, String> environment) {
    return WebhookSigner.parse(secret, environment).orElseThrow().sign("msg", 1_614_265_330, "{}");
  }

  /// Computed with OpenSSL: `printf 'msg.1614265330.{}' | openssl dgst -sha256 -hmac secret`.
  @Test
  void theSignatureEqualsThatOfOpenSsl() {
    assertEquals("v1,Bb3Rd+eaNwtqPcsDnTtDSPGJACsHgpVfGmM779jHddM=", signed("secret", Map.of()));
  }

  @Test
  void aSecretMayBeAVariableOrBase64() {
    var plain = signed("secret", Map.of());
    assertEquals(plain, signed("${HOOK}", Map.of("HOOK", " secret\n")));
    assertEquals(plain, signed("$HOOK", Map.of("HOOK", "secret")));
    assertEquals(plain, signed("whsec_c2VjcmV0", Map.of()));
    assertEquals(plain, signed("${HOOK}", Map.of("HOOK", "whsec_c2VjcmV0")));
  }

  @Test
  void aBlankSecretIsAbsent() {
    assertTrue(WebhookSigner.parse("", Map.of()).isEmpty());
    assertTrue(WebhookSigner.parse(" ", Map.of()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"${NOT_THERE}", "${EMPTY}", "whsec_", "whsec_not base64!", "${BAD}"})
  void anInvalidSecretIsRejectedWithoutShowingIt(String written) {
    var environment = Map.of("EMPTY", "", "BAD", "whsec_hunter2!");
    var failure =
        assertThrows(
            IllegalArgumentException.class, () -> WebhookSigner.parse(written, environment));
    assertTrue(failure.getMessage().startsWith("server.webhook_secret "), failure.getMessage());
    assertFalse(failure.getMessage().contains("hunter2"), failure.getMessage());
    assertFalse(failure.getMessage().contains("not base64!"), failure.getMessage());
  }
}
