package io.homeport.imports.builder;

import io.homeport.contracts.Builder;
import io.homeport.contracts.source.Format;
import java.util.List;
import java.util.Optional;

/**
 * What generated an app.
 *
 * @param evidence what says so: one line each, naming the file
 * @param format which of the builder's formats it is; empty for an app of no known builder
 */
public record Recognition(Builder builder, List<String> evidence, Optional<Format> format) {}
