package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "git clone https://me:pa55@x.y/z | `git clone https://***@x.y/z`",
        "curl -X DELETE -H Authorization: Bearer abc x | `curl -X DELETE -H Authorization: *** x`",
        "docker run -e DB_PASSWORD=abc -v /:/x y | `docker run -e DB_PASSWORD=*** -v /:/x y`",
        "twine upload --password abc dist | `twine upload --password *** dist`",
        "curl -u me:abc -T x y | `curl -u me:*** -T x y`",
        "mysqladmin -u root -pabc drop x | `mysqladmin -u root -p*** drop x`",
        "sshpass -p abc ssh x | `sshpass -p *** ssh x`",
        "rm -rf sk-abcdefghijklmnop | `rm -rf ***`",
        "//registry.npmjs.org/:_authToken=abc | `//registry.npmjs.org/:_authToken=***`",
        "npm config set //x.y/:_auth abc | `npm config set //x.y/:_auth ***`"
      })
  void secretsAreMasked(String text, String quoted) {
    assertEquals(quoted, ReasonText.quote(text));
  }

  @ParameterizedTest
  @CsvSource({
    "rm -rf secrets, `rm -rf secrets`",
    "gpg --delete-secret-keys me, `gpg --delete-secret-keys me`",
    "aws get-secret-value --secret-id prod, `aws get-secret-value --secret-id prod`"
  })
  void namesOfSecretsAreNotMasked(String text, String quoted) {
    assertEquals(quoted, ReasonText.quote(text));
  }

  @Test
  void placeholdersAndInvisibleCharactersAreReplaced() {
    assertEquals("`rm … … a b c`", ReasonText.quote("rm \uFFFF \uFFFE a\nb\u200bc"));
  }

  @Test
  @Timeout(5)
  void aTextOfSecretNamesIsMaskedInReasonableTime() {
    assertEquals("`" + "token".repeat(16) + "…`", ReasonText.quote("token".repeat(20_000)));
  }

  @Test
  void aLongTextIsTruncatedTo80Characters() {
    assertEquals("`" + "x".repeat(80) + "…`", ReasonText.quote("x".repeat(100_000)));
    assertEquals("`" + "x".repeat(80) + "`", ReasonText.quote("x".repeat(80)));
  }
}
