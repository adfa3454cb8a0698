/// Texts for users and models that several modules write.
package dev.loom.bus.text;
