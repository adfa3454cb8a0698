package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPatternTest {
  @ParameterizedTest
  @CsvSource({
    "registry.npmjs.org, registry.npmjs.org, 443, true",
    "registry.npmjs.org, registry.npmjs.org, 80, true",
    "registry.npmjs.org, REGISTRY.npmjs.ORG, 443, true",
    "Registry.NPMJS.org, registry.npmjs.org, 443, true",
    "registry.npmjs.org, registry.npmjs.org, 8443, false",
    "registry.npmjs.org, registry.npmjs.org, 22, false",
    "registry.npmjs.org, xregistry.npmjs.org, 443, false",
    "registry.npmjs.org, registry.npmjs.org.evil.test, 443, false",
    "repo.test:8443, repo.test, 8443, true",
    "repo.test:8443, repo.test, 443, false",
    "*.example.org, a.example.org, 443, true",
    "*.example.org, a.b.example.org, 443, true",
    "*.example.org, example.org, 443, false",
    "*.example.org, evilexample.org, 443, false",
    "*.example.org, .example.org, 443, false",
    "*.example.org, 'a b.example.org', 443, false",
    "10.0.0.7:8080, 10.0.0.7, 8080, true",
    "10.0.0.7:8080, 10.0.7, 8080, false",
    "10.0.0.7:8080, 012.0.0.7, 8080, false",
    "10.0.0.7:8080, 0xa.0.0.7, 8080, false",
    "10.0.0.7:8080, 167772167, 8080, false",
    "[2001:db8::1], 2001:db8:0:0:0:0:0:1, 443, true",
  })
  void includesWhatItSaysAndNothingElse(String entry, String host, int port, boolean included) {
    assertEquals(included, HostPattern.parse("key", entry).includes(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "*",
        "*.",
        "*.org",
        "a.*.org",
        "*a.org",
        "http://a.org",
        "a.org/",
        "a.org:",
        "a.org:0",
        "a.org:080",
        "a.org:65536",
        "a.org:x",
        "a.org:80:80",
        "user@a.org",
        "a..org",
        ".a.org",
        "a.org.",
        "-a.org",
        "a b.org",
        "a.org\n",
        "ä.org",
        "10.0.0.0/8",
        "10.0.7",
        "010.0.0.7",
        "0x7f.0.0.1",
        "127.0.0.0x1",
        "2130706433",
        "*.0.0.1",
        "2001:db8::1",
        "[127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::1",
      })
  void refusesEverythingElse(String entry) {
    var failure =
        assertThrows(
            IllegalArgumentException.class, () -> HostPattern.parse("tools.sandbox_hosts", entry));
    assertTrue(
        failure.getMessage().startsWith("tools.sandbox_hosts: '" + entry + "' "),
        failure.getMessage());
  }

  @Test
  void namesAreBounded() {
    var long1 = "a".repeat(64) + ".org";
    assertThrows(IllegalArgumentException.class, () -> HostPattern.parse("key", long1));
    var long2 = "a.".repeat(130) + "org";
    assertThrows(IllegalArgumentException.class, () -> HostPattern.parse("key", long2));
  }
}
