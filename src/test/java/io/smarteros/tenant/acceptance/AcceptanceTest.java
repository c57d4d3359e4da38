package io.smarteros.tenant.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test on real pods. Its constructor may take the {@link RealPlatform}, one for all of a run. The
 * profile {@code acceptance} runs it and nothing else does.
 */
@Tag("acceptance")
@ExtendWith(RealPlatformExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface AcceptanceTest {}
