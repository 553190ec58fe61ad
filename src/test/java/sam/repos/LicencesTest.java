package sam.repos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicencesTest {
    private static final String WARRANTY = """
        THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
        LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO
        EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
        IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE
        USE OR OTHER DEALINGS IN THE SOFTWARE.
        """;
    static final String MIT = """
        Copyright (c) 2026 The makers

        Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
        associated documentation files (the "Software"), to deal in the Software without restriction, including
        without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
        copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the
        following conditions:

        The above copyright notice and this permission notice shall be included in all copies or substantial
        portions of the Software.

        """ + WARRANTY;
    private static final String BSD = """
        Redistribution and use in source and binary forms, with or without modification, are permitted provided
        that the following conditions are met:

        1. Redistributions of source code must retain the above copyright notice, this list of conditions and the
        following disclaimer.
        2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and
        the following disclaimer in the documentation and/or other materials provided with the distribution.
        %s
        THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED
        WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A
        PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR
        ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED
        TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION)
        HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING
        NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
        POSSIBILITY OF SUCH DAMAGE.
        """;
    private static final String NEITHER = """
        3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or
        promote products derived from this software without specific prior written permission.
        """;

    @TempDir
    Path folder;

    /// The licences that the libraries of this program carry.
    private static String carried(Class<?> of, String name) throws IOException {
        var place = of.getProtectionDomain().getCodeSource().getLocation();
        try (var jar = new java.util.jar.JarFile(
                        Path.of(java.net.URI.create(place.toString())).toFile());
                var in = jar.getInputStream(Objects.requireNonNull(jar.getEntry(name), name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void recognisesLicencesAsTheyLieInRepositories() throws IOException {
        assertThat(Licences.recognise(MIT)).contains("MIT");
        assertThat(Licences.recognise("# MIT License\n\n> " + MIT.replace("\n", "\r\n> ")))
                .contains("MIT");
        assertThat(Licences.recognise(BSD.replace("%s", ""))).contains("BSD-2-Clause");
        assertThat(Licences.recognise(BSD.replace("%s", NEITHER))).contains("BSD-3-Clause");
        assertThat(Licences.recognise(carried(tools.jackson.core.JsonParser.class, "META-INF/LICENSE")))
                .contains("Apache-2.0");
        assertThat(Licences.recognise(carried(Test.class, "META-INF/LICENSE.md")))
                .contains("EPL-2.0");
    }

    @Test
    void termsThatSomebodyAddedMakeItAnother() {
        assertThat(Licences.recognise(MIT + "The Software shall be used for Good, not Evil."))
                .isEmpty();
        assertThat(Licences.recognise("\"Commons Clause\" License Condition v1.0\n" + MIT))
                .isEmpty();
        assertThat(Licences.recognise(MIT.replace("sublicense, and/or sell", "and sublicense")))
                .isEmpty();
        assertThat(Licences.recognise(MIT + "You owe us a beer. ".repeat(30))).isEmpty();
        assertThat(Licences.recognise(MIT.substring(0, MIT.length() / 2))).isEmpty();
        assertThat(Licences.recognise(BSD.replace("%s", "3. All advertising materials must praise it.")))
                .isEmpty();
        assertThat(Licences.recognise("All rights reserved.")).isEmpty();
        assertThat(Licences.recognise("")).isEmpty();
        assertThat(Licences.recognise("This is MIT licensed.")).isEmpty();
    }

    @Test
    void readsTheWordsMadeForNamingALicence() {
        assertThat(Licences.recognise("SPDX-License-Identifier: MPL-2.0 OR MIT\n"))
                .contains("MPL-2.0 OR MIT");
        assertThat(Licences.recognise("/* SPDX-License-Identifier: ISC */")).contains("ISC");
        assertThat(Licences.recognise("SPDX-License-Identifier: LicenseRef-Ours"))
                .isEmpty();
        assertThat(Licences.recognise("SPDX-License-Identifier: MIT\nSPDX-License-Identifier: GPL-3.0\n"))
                .isEmpty();
    }

    @Test
    void allLicenceFilesOfATreeCountTogether() {
        var mit = new Licences.Named("LICENSE-MIT", MIT);
        var bsd = new Licences.Named("LICENSE-BSD", BSD.replace("%s", ""));
        assertThat(Licences.of(List.of(mit, bsd)).spdx()).isEqualTo("BSD-2-Clause AND MIT");
        assertThat(Licences.of(List.of(mit, bsd)).isPermissive()).isTrue();
        var unknown = new Licences.Named("COPYING", "Ask us.");
        assertThat(Licences.of(List.of(mit, unknown)).isKnown()).isFalse();
        var carried = new Licences.Named("LICENSE-3rd-party.txt", "A list of many.");
        assertThat(Licences.of(List.of(mit, carried)).spdx()).isEqualTo("MIT");
        var gpl = new Licences.Named("COPYING", "SPDX-License-Identifier: GPL-2.0");
        assertThat(Licences.of(List.of(gpl)).isPermissive()).isFalse();
        assertThat(Licences.of(List.of(mit, gpl)).isPermissive()).isFalse();
        assertThat(Licences.of(List.of()).isKnown()).isFalse();
    }

    @Test
    void findsTheFilesInAFolderAndAtACommit() throws IOException {
        var plain = Files.createDirectory(folder.resolve("plain"));
        Files.writeString(plain.resolve("Licence.txt"), MIT);
        Files.writeString(plain.resolve("license.py"), "def license(): pass");
        assertThat(Licences.of(plain).spdx()).isEqualTo("MIT");
        var git = folder.resolve("git");
        try (var made = new MadeRepository(git)) {
            var without = made.commit("Begin", Map.of("src/LICENSE", MIT));
            var with = made.commit("License", Map.of("COPYING.md", MIT), without);
            var reuse = made.commit("Reuse", Map.of("LICENSES/MIT.txt", MIT), with);
            try (var repository = GitRepository.open(git)) {
                assertThat(Licences.of(repository, without).isKnown()).isFalse();
                assertThat(Licences.of(repository, with)).isEqualTo(new Licences.Found("MIT", List.of("COPYING.md")));
                assertThat(Licences.of(repository, reuse).spdx()).isEqualTo("MIT");
            }
        }
    }

    @Test
    void theGateOpensForWhatIsPermissiveOrWhatThePersonKnows() {
        assertThat(Licences.gate("a/b", new Licences.Found("MIT", List.of("LICENSE")), null))
                .isEqualTo("MIT");
        assertThat(Licences.gate("a/b", new Licences.Found("", List.of()), " ISC "))
                .isEqualTo("ISC");
        assertThatThrownBy(() -> Licences.gate("a/b", new Licences.Found("GPL-3.0", List.of("COPYING")), null))
                .hasMessageContaining("a/b is under GPL-3.0")
                .hasMessageContaining("--licence GPL-3.0");
        assertThatThrownBy(() -> Licences.gate("a/b", new Licences.Found("", List.of()), null))
                .hasMessageContaining("no licence file");
        assertThatThrownBy(() -> Licences.gate("a/b", new Licences.Found("", List.of("LICENSE")), ""))
                .hasMessageContaining("not recognised (LICENSE)");
    }
}
