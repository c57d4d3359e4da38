package io.smarteros.tenant.acceptance;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The life of one tenant on real pods. Its tests are steps, each with its {@code @Order}; after a
 * step that failed the others are not tried. Its constructor may take the {@link RealPlatform}, one
 * for all of a run. The profile {@code acceptance} runs it and nothing else does.
 */
@Tag("acceptance")
@ExtendWith({RealPlatformExtension.class, StepsExtension.class})
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface AcceptanceTest {}
