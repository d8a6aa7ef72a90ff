package dev.leat.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** The whole project's layering. */
@AnalyzeClasses(packages = "dev.leat", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("core")
            .definedBy("dev.leat.core..", "dev.leat.engine..")
            .layer("log")
            .definedBy("dev.leat.log..")
            .layer("kafka")
            .definedBy("dev.leat.kafka..")
            .layer("server")
            .definedBy("dev.leat.server..")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("log")
            .mayOnlyBeAccessedByLayers("server")
            .whereLayer("kafka")
            .mayOnlyBeAccessedByLayers("server")
            .because("engines are found by the scheme of a hub's URI: only the composition root names one");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().assignedFrom(new Packages()).should().beFreeOfCycles();

    /** One slice a package; the hub's API and the language of its filters, which speak of each other, are one. */
    private static final class Packages implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String name = javaClass.getPackageName();
            return SliceIdentifier.of(name.equals("dev.leat.core.filter") ? "dev.leat.core" : name);
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }

    @ArchTest
    static final ArchRule INTERNAL = classes()
            .that(resideInAnInternalPackage())
            .should(beUsedOnlyByTheirFeature())
            .because("what is in a feature's internal package is no API");

    @ArchTest
    static final ArchRule NAMES = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager|Impl)")
            .because("such a name does not say what the class is");

    private static DescribedPredicate<JavaClass> resideInAnInternalPackage() {
        return JavaClass.Predicates.resideInAPackage("..internal..");
    }

    private static ArchCondition<JavaClass> beUsedOnlyByTheirFeature() {
        return new ArchCondition<>("be used only by their feature") {
            @Override
            public void check(JavaClass used, ConditionEvents events) {
                String feature = used.getPackageName().replaceFirst("\\.internal.*", "");
                used.getDirectDependenciesToSelf().stream()
                        .filter(use -> !use.getOriginClass().getPackageName().startsWith(feature))
                        .forEach(use -> events.add(SimpleConditionEvent.violated(use, use.getDescription())));
            }
        };
    }
}
