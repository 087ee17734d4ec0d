using System.Text;

namespace Clef.Signals.Tests.Formats;

/// <summary>Builds small XML recordings of the three kinds.</summary>
internal static class XmlBuilders
{
    /// <summary>An annotated ECG with the leads and digits given.</summary>
    public static string AnnotatedEcg(params (string Lead, string Digits)[] leads) => $"""
        <?xml version="1.0" encoding="utf-8"?>
        <h:AnnotatedECG xmlns:h="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
          <h:componentOf><h:timepointEvent><h:componentOf><h:subjectAssignment><h:subject><h:trialSubject>
            <h:id extension="S-ä"/><h:subjectDemographicPerson><h:administrativeGenderCode code="F"/><h:birthTime value="19700131"/></h:subjectDemographicPerson>
          </h:trialSubject></h:subject></h:subjectAssignment></h:componentOf></h:timepointEvent></h:componentOf>
          <h:component><h:series>
            <h:effectiveTime><h:low value="20240301120000"/></h:effectiveTime>
            <h:component><h:sequenceSet>
              <h:component><h:sequence><h:code code="TIME_RELATIVE"/><h:value xsi:type="h:GLIST_PQ"><h:head value="0" unit="s"/><h:increment value="4" unit="ms"/></h:value></h:sequence></h:component>
              {string.Join('\n', leads.Select(l => $"""<h:component><h:sequence><h:code code="MDC_ECG_LEAD_{l.Lead}"/><h:value xsi:type="h:SLIST_PQ"><h:origin value="10" unit="uV"/><h:scale value="2" unit="uV"/><h:digits>{l.Digits}</h:digits></h:value></h:sequence></h:component>"""))}
            </h:sequenceSet></h:component>
            <h:subjectOf><h:annotationSet><h:component><h:annotation><h:code code="MDC_ECG_WAVC"/><h:value code="MDC_ECG_WAVC_QRSWAVE"/>
              <h:support><h:supportingROI><h:component><h:boundary><h:code code="TIME_ABSOLUTE"/><h:value><h:low value="20240301120001.500"/><h:high value="20240301120001.600"/></h:value></h:boundary></h:component>
              <h:component><h:boundary><h:code code="MDC_ECG_LEAD_AVR"/></h:boundary></h:component></h:supportingROI></h:support>
            </h:annotation></h:component></h:annotationSet></h:subjectOf>
          </h:series></h:component>
        </h:AnnotatedECG>
        """;

    /// <summary>A MUSE export; each lead's samples are 16-bit.</summary>
    public static string Muse(string extra, params (string Lead, short[] Samples)[] leads) => $"""
        <?xml version="1.0"?>
        <!DOCTYPE RestingECG SYSTEM "restecg.dtd">
        <RestingECG>
          <PatientDemographics><PatientID>P1</PatientID><PatientAge>18</PatientAge><AgeUnits>MONTHS</AgeUnits><DateofBirth>01-31-1970</DateofBirth><Gender>FEMALE</Gender><PatientLastName>Döe</PatientLastName></PatientDemographics>
          <TestDemographics><AcquisitionDate>03-01-2024</AcquisitionDate><AcquisitionTime>12:00:01</AcquisitionTime></TestDemographics>
          <Diagnosis><DiagnosisStatement><StmtText>Sinus</StmtText></DiagnosisStatement><DiagnosisStatement><StmtFlag>ENDSLINE</StmtFlag><StmtText>rhythm</StmtText></DiagnosisStatement></Diagnosis>
          <Waveform><WaveformType>Median</WaveformType></Waveform>
          <Waveform><WaveformType>Rhythm</WaveformType><SampleBase>250</SampleBase><SampleExponent>0</SampleExponent>{extra}
            {string.Join('\n', leads.Select(l => $"<LeadData><LeadSampleCountTotal>{l.Samples.Length}</LeadSampleCountTotal><LeadAmplitudeUnitsPerBit>4.88</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>MICROVOLTS</LeadAmplitudeUnits><LeadID>{l.Lead}</LeadID><LeadSampleSize>2</LeadSampleSize><WaveFormData>\n{Base64(l.Samples)}\n</WaveFormData></LeadData>"))}
          </Waveform>
        </RestingECG>
        """;

    /// <summary>A Philips file with plain samples.</summary>
    public static string Philips(string version, string attributes, byte[] data, int milliseconds, int leads, string acquisition = "STD-12") => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <restingecgdata xmlns="http://www3.medical.philips.com">
          <documentinfo><documenttype>SierraECG</documenttype><documentversion>{version}</documentversion></documentinfo>
          <dataacquisition date="2024-03-01" time="12:00:01"><signalcharacteristics><samplingrate>500</samplingrate><signalresolution>5</signalresolution>
            <acquisitiontype>{acquisition}</acquisitiontype><bitspersample>16</bitspersample><numberchannelsallocated>{leads}</numberchannelsallocated></signalcharacteristics></dataacquisition>
          <patient><generalpatientdata><patientid>P1</patientid><age><years>50</years></age><sex>Female</sex></generalpatientdata></patient>
          <waveforms><parsedwaveforms dataencoding="Base64" durationperchannel="{milliseconds}" {attributes}>{Convert.ToBase64String(data)}</parsedwaveforms></waveforms>
        </restingecgdata>
        """;

    public static string Base64(short[] samples)
    {
        string text = Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()));
        return string.Join('\n', text.Chunk(76).Select(c => new string(c)));
    }

    /// <summary>Packs leads as XLI does, each byte a code of its own and the code table never used.</summary>
    public static byte[] Xli(params short[][] leads)
    {
        var file = new ByteWriter();
        foreach (short[] lead in leads)
        {
            // Second differences: stored[i] = 64 - (x[i+1] - 2 x[i] + x[i-1]), the first of them in the header.
            var stored = new short[lead.Length];
            short first = 0;
            for (int i = 0; i < lead.Length; i++)
            {
                stored[i] = i < 2 ? lead[i] : (short)64;
                if (i >= 2)
                {
                    int difference = (2 * lead[i - 1]) - lead[i - 2] - lead[i];
                    if (i == 2)
                    {
                        first = (short)difference;
                    }
                    else
                    {
                        stored[i - 1] = (short)(difference + 64);
                    }
                }
            }

            byte[] bytes = [.. stored.Select(s => (byte)(s >> 8)), .. stored.Select(s => (byte)s)];
            var bits = new StringBuilder();
            foreach (byte b in bytes)
            {
                bits.Append(Convert.ToString(b, 2).PadLeft(10, '0'));
            }

            bits.Append("1111111111");
            while (bits.Length % 8 != 0)
            {
                bits.Append('0');
            }

            file.U32(bits.Length / 8).U16(1).U16(first);
            for (int i = 0; i < bits.Length; i += 8)
            {
                file.U8(Convert.ToByte(bits.ToString(i, 8), 2));
            }
        }

        return file.ToArray();
    }
}
