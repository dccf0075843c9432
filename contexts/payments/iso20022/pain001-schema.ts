/*
 * The types of pain.001.001.03 to .12 as their schemas have them; see schema.ts for the notation.
 */
export const pain001Types = String.raw`
AccountIdentification4Choice |IBAN?:Iban Othr?:GenericAccountIdentification1
AccountSchemeName1Choice |Cd?:t4 Prtry?:t35
ActiveOrHistoricCurrencyAndAmount $n18.5 Ccy=Currency
AddressType3Choice |Cd?:AddressType2Code Prtry?:GenericIdentification30
AdviceType1 CdtAdvc?:AdviceType1Choice DbtAdvc?:AdviceType1Choice
AdviceType1Choice |Cd?:AdviceType1Code Prtry?:t35
AmountType3Choice |InstdAmt?:ActiveOrHistoricCurrencyAndAmount EqvtAmt?:EquivalentAmount2
AmountType4Choice |InstdAmt?:ActiveOrHistoricCurrencyAndAmount EqvtAmt?:EquivalentAmount2
Authorisation1Choice |Cd?:Authorisation1Code Prtry?:t128
BranchAndFinancialInstitutionIdentification4 FinInstnId:FinancialInstitutionIdentification7 BrnchId?:BranchData2
BranchAndFinancialInstitutionIdentification5 FinInstnId:FinancialInstitutionIdentification8 BrnchId?:BranchData2
BranchAndFinancialInstitutionIdentification6 FinInstnId:FinancialInstitutionIdentification18 BrnchId?:BranchData3
BranchAndFinancialInstitutionIdentification8 FinInstnId:FinancialInstitutionIdentification23 BrnchId?:BranchData5
BranchData2 Id?:t35 Nm?:t140 PstlAdr?:PostalAddress6
BranchData3 Id?:t35 LEI?:Lei Nm?:t140 PstlAdr?:PostalAddress24
BranchData5 Id?:t35 LEI?:Lei Nm?:t140 PstlAdr?:PostalAddress27
CashAccount16 Id:AccountIdentification4Choice Tp?:CashAccountType2 Ccy?:Currency Nm?:t70
CashAccount24 Id:AccountIdentification4Choice Tp?:CashAccountType2Choice Ccy?:Currency Nm?:t70
CashAccount38 Id:AccountIdentification4Choice Tp?:CashAccountType2Choice Ccy?:Currency Nm?:t70 Prxy?:ProxyAccountIdentification1
CashAccount40 Id?:AccountIdentification4Choice Tp?:CashAccountType2Choice Ccy?:Currency Nm?:t70 Prxy?:ProxyAccountIdentification1
CashAccountType2 |Cd?:CashAccountType4Code Prtry?:t35
CashAccountType2Choice |Cd?:t4 Prtry?:t35
CategoryPurpose1Choice |Cd?:t4 Prtry?:t35
Cheque11 ChqTp?:ChequeType2Code ChqNb?:t35 ChqFr?:NameAndAddress16 DlvryMtd?:ChequeDeliveryMethod1Choice DlvrTo?:NameAndAddress16 InstrPrty?:Priority2Code ChqMtrtyDt?:date FrmsCd?:t35 MemoFld{0,2}:t35 RgnlClrZone?:t35 PrtLctn?:t35 Sgntr{0,5}:t70
Cheque19 ChqTp?:ChequeType2Code ChqNb?:t35 ChqFr?:NameAndAddress18 DlvryMtd?:ChequeDeliveryMethod1Choice DlvrTo?:NameAndAddress18 InstrPrty?:Priority2Code ChqMtrtyDt?:date FrmsCd?:t35 MemoFld{0,2}:t35 RgnlClrZone?:t35 PrtLctn?:t35 Sgntr{0,5}:t70
Cheque6 ChqTp?:ChequeType2Code ChqNb?:t35 ChqFr?:NameAndAddress10 DlvryMtd?:ChequeDeliveryMethod1Choice DlvrTo?:NameAndAddress10 InstrPrty?:Priority2Code ChqMtrtyDt?:date FrmsCd?:t35 MemoFld{0,2}:t35 RgnlClrZone?:t35 PrtLctn?:t35
Cheque7 ChqTp?:ChequeType2Code ChqNb?:t35 ChqFr?:NameAndAddress10 DlvryMtd?:ChequeDeliveryMethod1Choice DlvrTo?:NameAndAddress10 InstrPrty?:Priority2Code ChqMtrtyDt?:date FrmsCd?:t35 MemoFld{0,2}:t35 RgnlClrZone?:t35 PrtLctn?:t35 Sgntr{0,5}:t70
ChequeDeliveryMethod1Choice |Cd?:ChequeDelivery1Code Prtry?:t35
ClearingSystemIdentification2Choice |Cd?:t5 Prtry?:t35
ClearingSystemMemberIdentification2 ClrSysId?:ClearingSystemIdentification2Choice MmbId:t35
Contact13 NmPrfx?:NamePrefix2Code Nm?:t140 PhneNb?:Phone MobNb?:Phone FaxNb?:Phone URLAdr?:t2048 EmailAdr?:t256 EmailPurp?:t35 JobTitl?:t35 Rspnsblty?:t35 Dept?:t70 Othr*:OtherContact1 PrefrdMtd?:PreferredContactMethod2Code
Contact4 NmPrfx?:NamePrefix2Code Nm?:t140 PhneNb?:Phone MobNb?:Phone FaxNb?:Phone EmailAdr?:t2048 EmailPurp?:t35 JobTitl?:t35 Rspnsblty?:t35 Dept?:t70 Othr*:OtherContact1 PrefrdMtd?:PreferredContactMethod1Code
ContactDetails2 NmPrfx?:NamePrefix1Code Nm?:t140 PhneNb?:Phone MobNb?:Phone FaxNb?:Phone EmailAdr?:t2048 Othr?:t35
CreditTransferMandateData1 MndtId?:t35 Tp?:MandateTypeInformation2 DtOfSgntr?:date DtOfVrfctn?:dateTime ElctrncSgntr?:base64 FrstPmtDt?:date FnlPmtDt?:date Frqcy?:Frequency36Choice Rsn?:MandateSetupReason1Choice
CreditTransferTransaction1 PmtId:PaymentIdentification1 PmtTpInf?:PaymentTypeInformation19 Amt:AmountType3Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code ChqInstr?:Cheque7 UltmtDbtr?:PartyIdentification43 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt1Acct?:CashAccount24 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt2Acct?:CashAccount24 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt3Acct?:CashAccount24 CdtrAgt?:BranchAndFinancialInstitutionIdentification5 CdtrAgtAcct?:CashAccount24 Cdtr?:PartyIdentification43 CdtrAcct?:CashAccount24 UltmtCdtr?:PartyIdentification43 InstrForCdtrAgt*:InstructionForCreditorAgent1 InstrForDbtrAgt?:t140 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation3 RltdRmtInf{0,10}:RemittanceLocation2 RmtInf?:RemittanceInformation7
CreditTransferTransaction20 PmtId:PaymentIdentification1 PmtTpInf?:PaymentTypeInformation19 Amt:AmountType4Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code ChqInstr?:Cheque7 UltmtDbtr?:PartyIdentification43 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt1Acct?:CashAccount24 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt2Acct?:CashAccount24 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt3Acct?:CashAccount24 CdtrAgt?:BranchAndFinancialInstitutionIdentification5 CdtrAgtAcct?:CashAccount24 Cdtr?:PartyIdentification43 CdtrAcct?:CashAccount24 UltmtCdtr?:PartyIdentification43 InstrForCdtrAgt*:InstructionForCreditorAgent1 InstrForDbtrAgt?:t140 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation3 RltdRmtInf{0,10}:RemittanceLocation4 RmtInf?:RemittanceInformation10 SplmtryData*:SupplementaryData1
CreditTransferTransaction26 PmtId:PaymentIdentification1 PmtTpInf?:PaymentTypeInformation19 Amt:AmountType4Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code ChqInstr?:Cheque7 UltmtDbtr?:PartyIdentification43 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt1Acct?:CashAccount24 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt2Acct?:CashAccount24 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt3Acct?:CashAccount24 CdtrAgt?:BranchAndFinancialInstitutionIdentification5 CdtrAgtAcct?:CashAccount24 Cdtr?:PartyIdentification43 CdtrAcct?:CashAccount24 UltmtCdtr?:PartyIdentification43 InstrForCdtrAgt*:InstructionForCreditorAgent1 InstrForDbtrAgt?:t140 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation3 RltdRmtInf{0,10}:RemittanceLocation4 RmtInf?:RemittanceInformation11 SplmtryData*:SupplementaryData1
CreditTransferTransaction34 PmtId:PaymentIdentification6 PmtTpInf?:PaymentTypeInformation26 Amt:AmountType4Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code ChqInstr?:Cheque11 UltmtDbtr?:PartyIdentification135 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt1Acct?:CashAccount38 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt2Acct?:CashAccount38 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt3Acct?:CashAccount38 CdtrAgt?:BranchAndFinancialInstitutionIdentification6 CdtrAgtAcct?:CashAccount38 Cdtr?:PartyIdentification135 CdtrAcct?:CashAccount38 UltmtCdtr?:PartyIdentification135 InstrForCdtrAgt*:InstructionForCreditorAgent1 InstrForDbtrAgt?:t140 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation8 RltdRmtInf{0,10}:RemittanceLocation7 RmtInf?:RemittanceInformation16 SplmtryData*:SupplementaryData1
CreditTransferTransaction40 PmtId:PaymentIdentification6 PmtTpInf?:PaymentTypeInformation26 Amt:AmountType4Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code MndtRltdInf?:CreditTransferMandateData1 ChqInstr?:Cheque11 UltmtDbtr?:PartyIdentification135 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt1Acct?:CashAccount38 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt2Acct?:CashAccount38 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt3Acct?:CashAccount38 CdtrAgt?:BranchAndFinancialInstitutionIdentification6 CdtrAgtAcct?:CashAccount38 Cdtr?:PartyIdentification135 CdtrAcct?:CashAccount38 UltmtCdtr?:PartyIdentification135 InstrForCdtrAgt*:InstructionForCreditorAgent3 InstrForDbtrAgt?:InstructionForDebtorAgent1 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation8 RltdRmtInf{0,10}:RemittanceLocation7 RmtInf?:RemittanceInformation16 SplmtryData*:SupplementaryData1
CreditTransferTransaction54 PmtId:PaymentIdentification6 PmtTpInf?:PaymentTypeInformation26 Amt:AmountType4Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code MndtRltdInf?:CreditTransferMandateData1 ChqInstr?:Cheque11 UltmtDbtr?:PartyIdentification135 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt1Acct?:CashAccount40 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt2Acct?:CashAccount40 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification6 IntrmyAgt3Acct?:CashAccount40 CdtrAgt?:BranchAndFinancialInstitutionIdentification6 CdtrAgtAcct?:CashAccount40 Cdtr?:PartyIdentification135 CdtrAcct?:CashAccount40 UltmtCdtr?:PartyIdentification135 InstrForCdtrAgt*:InstructionForCreditorAgent3 InstrForDbtrAgt?:InstructionForDebtorAgent1 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation10 RltdRmtInf{0,10}:RemittanceLocation7 RmtInf?:RemittanceInformation21 SplmtryData*:SupplementaryData1
CreditTransferTransaction6 PmtId:PaymentIdentification1 PmtTpInf?:PaymentTypeInformation19 Amt:AmountType3Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code ChqInstr?:Cheque7 UltmtDbtr?:PartyIdentification43 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt1Acct?:CashAccount24 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt2Acct?:CashAccount24 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification5 IntrmyAgt3Acct?:CashAccount24 CdtrAgt?:BranchAndFinancialInstitutionIdentification5 CdtrAgtAcct?:CashAccount24 Cdtr?:PartyIdentification43 CdtrAcct?:CashAccount24 UltmtCdtr?:PartyIdentification43 InstrForCdtrAgt*:InstructionForCreditorAgent1 InstrForDbtrAgt?:t140 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation3 RltdRmtInf{0,10}:RemittanceLocation2 RmtInf?:RemittanceInformation7 SplmtryData*:SupplementaryData1
CreditTransferTransaction61 PmtId:PaymentIdentification6 PmtTpInf?:PaymentTypeInformation26 Amt:AmountType4Choice XchgRateInf?:ExchangeRate1 ChrgBr?:ChargeBearerType1Code MndtRltdInf?:CreditTransferMandateData1 ChqInstr?:Cheque19 UltmtDbtr?:PartyIdentification272 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification8 IntrmyAgt1Acct?:CashAccount40 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification8 IntrmyAgt2Acct?:CashAccount40 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification8 IntrmyAgt3Acct?:CashAccount40 CdtrAgt?:BranchAndFinancialInstitutionIdentification8 CdtrAgtAcct?:CashAccount40 Cdtr?:PartyIdentification272 CdtrAcct?:CashAccount40 UltmtCdtr?:PartyIdentification272 InstrForCdtrAgt*:InstructionForCreditorAgent3 InstrForDbtrAgt?:InstructionForDebtorAgent1 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxData1 RltdRmtInf{0,10}:RemittanceLocation8 RmtInf?:RemittanceInformation22 SplmtryData*:SupplementaryData1
CreditTransferTransactionInformation10 PmtId:PaymentIdentification1 PmtTpInf?:PaymentTypeInformation19 Amt:AmountType3Choice XchgRateInf?:ExchangeRateInformation1 ChrgBr?:ChargeBearerType1Code ChqInstr?:Cheque6 UltmtDbtr?:PartyIdentification32 IntrmyAgt1?:BranchAndFinancialInstitutionIdentification4 IntrmyAgt1Acct?:CashAccount16 IntrmyAgt2?:BranchAndFinancialInstitutionIdentification4 IntrmyAgt2Acct?:CashAccount16 IntrmyAgt3?:BranchAndFinancialInstitutionIdentification4 IntrmyAgt3Acct?:CashAccount16 CdtrAgt?:BranchAndFinancialInstitutionIdentification4 CdtrAgtAcct?:CashAccount16 Cdtr?:PartyIdentification32 CdtrAcct?:CashAccount16 UltmtCdtr?:PartyIdentification32 InstrForCdtrAgt*:InstructionForCreditorAgent1 InstrForDbtrAgt?:t140 Purp?:Purpose2Choice RgltryRptg{0,10}:RegulatoryReporting3 Tax?:TaxInformation3 RltdRmtInf{0,10}:RemittanceLocation2 RmtInf?:RemittanceInformation5
CreditorReferenceInformation2 Tp?:CreditorReferenceType2 Ref?:t35
CreditorReferenceInformation3 Tp?:CreditorReferenceType3 Ref?:t35
CreditorReferenceType1Choice |Cd?:DocumentType3Code Prtry?:t35
CreditorReferenceType2 CdOrPrtry:CreditorReferenceType1Choice Issr?:t35
CreditorReferenceType2Choice |Cd?:t4 Prtry?:t35
CreditorReferenceType3 CdOrPrtry:CreditorReferenceType2Choice Issr?:t35
CustomerCreditTransferInitiationV03 GrpHdr:GroupHeader32 PmtInf+:PaymentInstructionInformation3
CustomerCreditTransferInitiationV04 GrpHdr:GroupHeader48 PmtInf+:PaymentInstruction6 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV05 GrpHdr:GroupHeader48 PmtInf+:PaymentInstruction9 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV06 GrpHdr:GroupHeader48 PmtInf+:PaymentInstruction16 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV07 GrpHdr:GroupHeader48 PmtInf+:PaymentInstruction20 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV08 GrpHdr:GroupHeader48 PmtInf+:PaymentInstruction22 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV09 GrpHdr:GroupHeader85 PmtInf+:PaymentInstruction30 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV10 GrpHdr:GroupHeader95 PmtInf+:PaymentInstruction34 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV11 GrpHdr:GroupHeader95 PmtInf+:PaymentInstruction40 SplmtryData*:SupplementaryData1
CustomerCreditTransferInitiationV12 GrpHdr:GroupHeader114 PmtInf+:PaymentInstruction44 SplmtryData*:SupplementaryData1
DateAndDateTime2Choice |Dt?:date DtTm?:dateTime
DateAndDateTimeChoice |Dt?:date DtTm?:dateTime
DateAndPlaceOfBirth BirthDt:date PrvcOfBirth?:t35 CityOfBirth:t35 CtryOfBirth:Country
DateAndPlaceOfBirth1 BirthDt:date PrvcOfBirth?:t35 CityOfBirth:t35 CtryOfBirth:Country
DateAndType1 Tp:DateType2Choice Dt:date
DatePeriod2 FrDt:date ToDt:date
DatePeriodDetails FrDt:date ToDt:date
DateType2Choice |Cd?:t4 Prtry?:t35
DiscountAmountAndType1 Tp?:DiscountAmountType1Choice Amt:ActiveOrHistoricCurrencyAndAmount
DiscountAmountType1Choice |Cd?:t4 Prtry?:t35
DocumentAdjustment1 Amt:ActiveOrHistoricCurrencyAndAmount CdtDbtInd?:CreditDebitCode Rsn?:t4 AddtlInf?:t140
DocumentAmount1 Tp:DocumentAmountType1Choice Amt:ActiveOrHistoricCurrencyAndAmount
DocumentAmountType1Choice |Cd?:t4 Prtry?:t35
DocumentLineIdentification1 Tp?:DocumentLineType1 Nb?:t35 RltdDt?:date
DocumentLineInformation1 Id+:DocumentLineIdentification1 Desc?:t2048 Amt?:RemittanceAmount3
DocumentLineInformation2 Id+:DocumentLineIdentification1 Desc?:t2048 Amt?:RemittanceAmount4
DocumentLineType1 CdOrPrtry:DocumentLineType1Choice Issr?:t35
DocumentLineType1Choice |Cd?:t4 Prtry?:t35
DocumentType1 CdOrPrtry:DocumentType2Choice Issr?:t35
DocumentType2Choice |Cd?:t4 Prtry?:t35
EquivalentAmount2 Amt:ActiveOrHistoricCurrencyAndAmount CcyOfTrf:Currency
ExchangeRate1 UnitCcy?:Currency XchgRate?:d11.10 RateTp?:ExchangeRateType1Code CtrctId?:t35
ExchangeRateInformation1 XchgRate?:d11.10 RateTp?:ExchangeRateType1Code CtrctId?:t35
FinancialIdentificationSchemeName1Choice |Cd?:t4 Prtry?:t35
FinancialInstitutionIdentification18 BICFI?:Bic2014 ClrSysMmbId?:ClearingSystemMemberIdentification2 LEI?:Lei Nm?:t140 PstlAdr?:PostalAddress24 Othr?:GenericFinancialIdentification1
FinancialInstitutionIdentification23 BICFI?:Bic2014 ClrSysMmbId?:ClearingSystemMemberIdentification2 LEI?:Lei Nm?:t140 PstlAdr?:PostalAddress27 Othr?:GenericFinancialIdentification1
FinancialInstitutionIdentification7 BIC?:Bic ClrSysMmbId?:ClearingSystemMemberIdentification2 Nm?:t140 PstlAdr?:PostalAddress6 Othr?:GenericFinancialIdentification1
FinancialInstitutionIdentification8 BICFI?:Bic ClrSysMmbId?:ClearingSystemMemberIdentification2 Nm?:t140 PstlAdr?:PostalAddress6 Othr?:GenericFinancialIdentification1
Frequency36Choice |Tp?:Frequency6Code Prd?:FrequencyPeriod1 PtInTm?:FrequencyAndMoment1
FrequencyAndMoment1 Tp:Frequency6Code PtInTm:/[0-9]{2}/
FrequencyPeriod1 Tp:Frequency6Code CntPerPrd:d18.17
Garnishment1 Tp:GarnishmentType1 Grnshee?:PartyIdentification43 GrnshmtAdmstr?:PartyIdentification43 RefNb?:t140 Dt?:date RmtdAmt?:ActiveOrHistoricCurrencyAndAmount FmlyMdclInsrncInd?:bool MplyeeTermntnInd?:bool
Garnishment3 Tp:GarnishmentType1 Grnshee?:PartyIdentification135 GrnshmtAdmstr?:PartyIdentification135 RefNb?:t140 Dt?:date RmtdAmt?:ActiveOrHistoricCurrencyAndAmount FmlyMdclInsrncInd?:bool MplyeeTermntnInd?:bool
Garnishment4 Tp:GarnishmentType1 Grnshee?:PartyIdentification272 GrnshmtAdmstr?:PartyIdentification272 RefNb?:t140 Dt?:date RmtdAmt?:ActiveOrHistoricCurrencyAndAmount FmlyMdclInsrncInd?:bool MplyeeTermntnInd?:bool
GarnishmentType1 CdOrPrtry:GarnishmentType1Choice Issr?:t35
GarnishmentType1Choice |Cd?:t4 Prtry?:t35
GenericAccountIdentification1 Id:t34 SchmeNm?:AccountSchemeName1Choice Issr?:t35
GenericFinancialIdentification1 Id:t35 SchmeNm?:FinancialIdentificationSchemeName1Choice Issr?:t35
GenericIdentification30 Id:Code4 Issr:t35 SchmeNm?:t35
GenericOrganisationIdentification1 Id:t35 SchmeNm?:OrganisationIdentificationSchemeName1Choice Issr?:t35
GenericOrganisationIdentification3 Id:t256 SchmeNm?:OrganisationIdentificationSchemeName1Choice Issr?:t35
GenericPersonIdentification1 Id:t35 SchmeNm?:PersonIdentificationSchemeName1Choice Issr?:t35
GenericPersonIdentification2 Id:t256 SchmeNm?:PersonIdentificationSchemeName1Choice Issr?:t35
GroupHeader114 MsgId:t35 CreDtTm:dateTime Authstn{0,2}:Authorisation1Choice NbOfTxs:Digits15 CtrlSum?:d18.17 InitgPty:PartyIdentification272 FwdgAgt?:BranchAndFinancialInstitutionIdentification8 InitnSrc?:PaymentInitiationSource1
GroupHeader32 MsgId:t35 CreDtTm:dateTime Authstn{0,2}:Authorisation1Choice NbOfTxs:Digits15 CtrlSum?:d18.17 InitgPty:PartyIdentification32 FwdgAgt?:BranchAndFinancialInstitutionIdentification4
GroupHeader48 MsgId:t35 CreDtTm:dateTime Authstn{0,2}:Authorisation1Choice NbOfTxs:Digits15 CtrlSum?:d18.17 InitgPty:PartyIdentification43 FwdgAgt?:BranchAndFinancialInstitutionIdentification5
GroupHeader85 MsgId:t35 CreDtTm:dateTime Authstn{0,2}:Authorisation1Choice NbOfTxs:Digits15 CtrlSum?:d18.17 InitgPty:PartyIdentification135 FwdgAgt?:BranchAndFinancialInstitutionIdentification6
GroupHeader95 MsgId:t35 CreDtTm:dateTime Authstn{0,2}:Authorisation1Choice NbOfTxs:Digits15 CtrlSum?:d18.17 InitgPty:PartyIdentification135 FwdgAgt?:BranchAndFinancialInstitutionIdentification6 InitnSrc?:PaymentInitiationSource1
InstructionForCreditorAgent1 Cd?:Instruction3Code InstrInf?:t140
InstructionForCreditorAgent3 Cd?:t4 InstrInf?:t140
InstructionForDebtorAgent1 Cd?:t4 InstrInf?:t140
LocalInstrument2Choice |Cd?:t35 Prtry?:t35
MandateClassification1Choice |Cd?:MandateClassification1Code Prtry?:t35
MandateSetupReason1Choice |Cd?:t4 Prtry?:t70
MandateTypeInformation2 SvcLvl?:ServiceLevel8Choice LclInstrm?:LocalInstrument2Choice CtgyPurp?:CategoryPurpose1Choice Clssfctn?:MandateClassification1Choice
NameAndAddress10 Nm:t140 Adr:PostalAddress6
NameAndAddress16 Nm:t140 Adr:PostalAddress24
NameAndAddress18 Nm:t140 Adr:PostalAddress27
OrganisationIdentification29 AnyBIC?:Bic2014 LEI?:Lei Othr*:GenericOrganisationIdentification1
OrganisationIdentification39 AnyBIC?:Bic2014 LEI?:Lei Othr*:GenericOrganisationIdentification3
OrganisationIdentification4 BICOrBEI?:Bic Othr*:GenericOrganisationIdentification1
OrganisationIdentification8 AnyBIC?:Bic Othr*:GenericOrganisationIdentification1
OrganisationIdentificationSchemeName1Choice |Cd?:t4 Prtry?:t35
OtherContact1 ChanlTp:t4 Id?:t128
Party11Choice |OrgId?:OrganisationIdentification8 PrvtId?:PersonIdentification5
Party38Choice |OrgId?:OrganisationIdentification29 PrvtId?:PersonIdentification13
Party52Choice |OrgId?:OrganisationIdentification39 PrvtId?:PersonIdentification18
Party6Choice |OrgId?:OrganisationIdentification4 PrvtId?:PersonIdentification5
PartyIdentification135 Nm?:t140 PstlAdr?:PostalAddress24 Id?:Party38Choice CtryOfRes?:Country CtctDtls?:Contact4
PartyIdentification272 Nm?:t140 PstlAdr?:PostalAddress27 Id?:Party52Choice CtryOfRes?:Country CtctDtls?:Contact13
PartyIdentification32 Nm?:t140 PstlAdr?:PostalAddress6 Id?:Party6Choice CtryOfRes?:Country CtctDtls?:ContactDetails2
PartyIdentification43 Nm?:t140 PstlAdr?:PostalAddress6 Id?:Party11Choice CtryOfRes?:Country CtctDtls?:ContactDetails2
PaymentIdentification1 InstrId?:t35 EndToEndId:t35
PaymentIdentification6 InstrId?:t35 EndToEndId:t35 UETR?:Uetr
PaymentInitiationSource1 Nm:t140 Prvdr?:t35 Vrsn?:t35
PaymentInstruction16 PmtInfId:t35 PmtMtd:PaymentMethod3Code BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation19 ReqdExctnDt:date PoolgAdjstmntDt?:date Dbtr:PartyIdentification43 DbtrAcct:CashAccount24 DbtrAgt:BranchAndFinancialInstitutionIdentification5 DbtrAgtAcct?:CashAccount24 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification43 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount24 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification5 CdtTrfTxInf+:CreditTransferTransaction20
PaymentInstruction20 PmtInfId:t35 PmtMtd:PaymentMethod3Code BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation19 ReqdExctnDt:date PoolgAdjstmntDt?:date Dbtr:PartyIdentification43 DbtrAcct:CashAccount24 DbtrAgt:BranchAndFinancialInstitutionIdentification5 DbtrAgtAcct?:CashAccount24 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification43 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount24 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification5 CdtTrfTxInf+:CreditTransferTransaction26
PaymentInstruction22 PmtInfId:t35 PmtMtd:PaymentMethod3Code BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation19 ReqdExctnDt:DateAndDateTimeChoice PoolgAdjstmntDt?:date Dbtr:PartyIdentification43 DbtrAcct:CashAccount24 DbtrAgt:BranchAndFinancialInstitutionIdentification5 DbtrAgtAcct?:CashAccount24 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification43 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount24 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification5 CdtTrfTxInf+:CreditTransferTransaction26
PaymentInstruction30 PmtInfId:t35 PmtMtd:PaymentMethod3Code BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation26 ReqdExctnDt:DateAndDateTime2Choice PoolgAdjstmntDt?:date Dbtr:PartyIdentification135 DbtrAcct:CashAccount38 DbtrAgt:BranchAndFinancialInstitutionIdentification6 DbtrAgtAcct?:CashAccount38 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification135 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount38 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification6 CdtTrfTxInf+:CreditTransferTransaction34
PaymentInstruction34 PmtInfId:t35 PmtMtd:PaymentMethod3Code ReqdAdvcTp?:AdviceType1 BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation26 ReqdExctnDt:DateAndDateTime2Choice PoolgAdjstmntDt?:date Dbtr:PartyIdentification135 DbtrAcct:CashAccount38 DbtrAgt:BranchAndFinancialInstitutionIdentification6 DbtrAgtAcct?:CashAccount38 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification135 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount38 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification6 CdtTrfTxInf+:CreditTransferTransaction40
PaymentInstruction40 PmtInfId:t35 PmtMtd:PaymentMethod3Code ReqdAdvcTp?:AdviceType1 BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation26 ReqdExctnDt:DateAndDateTime2Choice PoolgAdjstmntDt?:date Dbtr:PartyIdentification135 DbtrAcct:CashAccount40 DbtrAgt:BranchAndFinancialInstitutionIdentification6 DbtrAgtAcct?:CashAccount40 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification135 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount40 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification6 CdtTrfTxInf+:CreditTransferTransaction54
PaymentInstruction44 PmtInfId:t35 PmtMtd:PaymentMethod3Code ReqdAdvcTp?:AdviceType1 BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation26 ReqdExctnDt:DateAndDateTime2Choice PoolgAdjstmntDt?:date Dbtr:PartyIdentification272 DbtrAcct:CashAccount40 DbtrAgt:BranchAndFinancialInstitutionIdentification8 DbtrAgtAcct?:CashAccount40 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification272 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount40 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification8 CdtTrfTxInf+:CreditTransferTransaction61
PaymentInstruction6 PmtInfId:t35 PmtMtd:PaymentMethod3Code BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation19 ReqdExctnDt:date PoolgAdjstmntDt?:date Dbtr:PartyIdentification43 DbtrAcct:CashAccount24 DbtrAgt:BranchAndFinancialInstitutionIdentification5 DbtrAgtAcct?:CashAccount24 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification43 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount24 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification5 CdtTrfTxInf+:CreditTransferTransaction1
PaymentInstruction9 PmtInfId:t35 PmtMtd:PaymentMethod3Code BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation19 ReqdExctnDt:date PoolgAdjstmntDt?:date Dbtr:PartyIdentification43 DbtrAcct:CashAccount24 DbtrAgt:BranchAndFinancialInstitutionIdentification5 DbtrAgtAcct?:CashAccount24 InstrForDbtrAgt?:t140 UltmtDbtr?:PartyIdentification43 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount24 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification5 CdtTrfTxInf+:CreditTransferTransaction6
PaymentInstructionInformation3 PmtInfId:t35 PmtMtd:PaymentMethod3Code BtchBookg?:bool NbOfTxs?:Digits15 CtrlSum?:d18.17 PmtTpInf?:PaymentTypeInformation19 ReqdExctnDt:date PoolgAdjstmntDt?:date Dbtr:PartyIdentification32 DbtrAcct:CashAccount16 DbtrAgt:BranchAndFinancialInstitutionIdentification4 DbtrAgtAcct?:CashAccount16 UltmtDbtr?:PartyIdentification32 ChrgBr?:ChargeBearerType1Code ChrgsAcct?:CashAccount16 ChrgsAcctAgt?:BranchAndFinancialInstitutionIdentification4 CdtTrfTxInf+:CreditTransferTransactionInformation10
PaymentTypeInformation19 InstrPrty?:Priority2Code SvcLvl?:ServiceLevel8Choice LclInstrm?:LocalInstrument2Choice CtgyPurp?:CategoryPurpose1Choice
PaymentTypeInformation26 InstrPrty?:Priority2Code SvcLvl*:ServiceLevel8Choice LclInstrm?:LocalInstrument2Choice CtgyPurp?:CategoryPurpose1Choice
PersonIdentification13 DtAndPlcOfBirth?:DateAndPlaceOfBirth1 Othr*:GenericPersonIdentification1
PersonIdentification18 DtAndPlcOfBirth?:DateAndPlaceOfBirth1 Othr*:GenericPersonIdentification2
PersonIdentification5 DtAndPlcOfBirth?:DateAndPlaceOfBirth Othr*:GenericPersonIdentification1
PersonIdentificationSchemeName1Choice |Cd?:t4 Prtry?:t35
PostalAddress24 AdrTp?:AddressType3Choice Dept?:t70 SubDept?:t70 StrtNm?:t70 BldgNb?:t16 BldgNm?:t35 Flr?:t70 PstBx?:t16 Room?:t70 PstCd?:t16 TwnNm?:t35 TwnLctnNm?:t35 DstrctNm?:t35 CtrySubDvsn?:t35 Ctry?:Country AdrLine{0,7}:t70
PostalAddress27 AdrTp?:AddressType3Choice CareOf?:t140 Dept?:t70 SubDept?:t70 StrtNm?:t140 BldgNb?:t16 BldgNm?:t140 Flr?:t70 UnitNb?:t16 PstBx?:t16 Room?:t70 PstCd?:t16 TwnNm?:t140 TwnLctnNm?:t140 DstrctNm?:t140 CtrySubDvsn?:t35 Ctry?:Country AdrLine{0,7}:t70
PostalAddress6 AdrTp?:AddressType2Code Dept?:t70 SubDept?:t70 StrtNm?:t70 BldgNb?:t16 PstCd?:t16 TwnNm?:t35 CtrySubDvsn?:t35 Ctry?:Country AdrLine{0,7}:t70
ProxyAccountIdentification1 Tp?:ProxyAccountType1Choice Id:t2048
ProxyAccountType1Choice |Cd?:t4 Prtry?:t35
Purpose2Choice |Cd?:t4 Prtry?:t35
ReferredDocumentInformation3 Tp?:ReferredDocumentType2 Nb?:t35 RltdDt?:date
ReferredDocumentInformation6 Tp?:ReferredDocumentType4 Nb?:t35 RltdDt?:date
ReferredDocumentInformation7 Tp?:ReferredDocumentType4 Nb?:t35 RltdDt?:date LineDtls*:DocumentLineInformation1
ReferredDocumentInformation8 Tp?:DocumentType1 Nb?:t35 RltdDt?:DateAndType1 LineDtls*:DocumentLineInformation2
ReferredDocumentType1Choice |Cd?:DocumentType5Code Prtry?:t35
ReferredDocumentType2 CdOrPrtry:ReferredDocumentType1Choice Issr?:t35
ReferredDocumentType3Choice |Cd?:DocumentType6Code Prtry?:t35
ReferredDocumentType4 CdOrPrtry:ReferredDocumentType3Choice Issr?:t35
RegulatoryAuthority2 Nm?:t140 Ctry?:Country
RegulatoryReporting3 DbtCdtRptgInd?:RegulatoryReportingType1Code Authrty?:RegulatoryAuthority2 Dtls*:StructuredRegulatoryReporting3
RemittanceAmount1 DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt?:ActiveOrHistoricCurrencyAndAmount CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt?:ActiveOrHistoricCurrencyAndAmount AdjstmntAmtAndRsn*:DocumentAdjustment1 RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
RemittanceAmount2 DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt*:DiscountAmountAndType1 CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt*:TaxAmountAndType1 AdjstmntAmtAndRsn*:DocumentAdjustment1 RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
RemittanceAmount3 DuePyblAmt?:ActiveOrHistoricCurrencyAndAmount DscntApldAmt*:DiscountAmountAndType1 CdtNoteAmt?:ActiveOrHistoricCurrencyAndAmount TaxAmt*:TaxAmountAndType1 AdjstmntAmtAndRsn*:DocumentAdjustment1 RmtdAmt?:ActiveOrHistoricCurrencyAndAmount
RemittanceAmount4 RmtAmtAndTp*:DocumentAmount1 AdjstmntAmtAndRsn*:DocumentAdjustment1
RemittanceInformation10 Ustrd*:t140 Strd*:StructuredRemittanceInformation12
RemittanceInformation11 Ustrd*:t140 Strd*:StructuredRemittanceInformation13
RemittanceInformation16 Ustrd*:t140 Strd*:StructuredRemittanceInformation16
RemittanceInformation21 Ustrd*:t140 Strd*:StructuredRemittanceInformation17
RemittanceInformation22 Ustrd*:t140 Strd*:StructuredRemittanceInformation18
RemittanceInformation5 Ustrd*:t140 Strd*:StructuredRemittanceInformation7
RemittanceInformation7 Ustrd*:t140 Strd*:StructuredRemittanceInformation9
RemittanceLocation2 RmtId?:t35 RmtLctnMtd?:RemittanceLocationMethod2Code RmtLctnElctrncAdr?:t2048 RmtLctnPstlAdr?:NameAndAddress10
RemittanceLocation4 RmtId?:t35 RmtLctnDtls*:RemittanceLocationDetails1
RemittanceLocation7 RmtId?:t35 RmtLctnDtls*:RemittanceLocationData1
RemittanceLocation8 RmtId?:t35 RmtLctnDtls*:RemittanceLocationData2
RemittanceLocationData1 Mtd:RemittanceLocationMethod2Code ElctrncAdr?:t2048 PstlAdr?:NameAndAddress16
RemittanceLocationData2 Mtd:RemittanceLocationMethod2Code ElctrncAdr?:t2048 PstlAdr?:NameAndAddress18
RemittanceLocationDetails1 Mtd:RemittanceLocationMethod2Code ElctrncAdr?:t2048 PstlAdr?:NameAndAddress10
ServiceLevel8Choice |Cd?:t4 Prtry?:t35
StructuredRegulatoryReporting3 Tp?:t35 Dt?:date Ctry?:Country Cd?:t10 Amt?:ActiveOrHistoricCurrencyAndAmount Inf*:t35
StructuredRemittanceInformation12 RfrdDocInf*:ReferredDocumentInformation6 RfrdDocAmt?:RemittanceAmount2 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification43 Invcee?:PartyIdentification43 TaxRmt?:TaxInformation4 GrnshmtRmt?:Garnishment1 AddtlRmtInf{0,3}:t140
StructuredRemittanceInformation13 RfrdDocInf*:ReferredDocumentInformation7 RfrdDocAmt?:RemittanceAmount2 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification43 Invcee?:PartyIdentification43 TaxRmt?:TaxInformation4 GrnshmtRmt?:Garnishment1 AddtlRmtInf{0,3}:t140
StructuredRemittanceInformation16 RfrdDocInf*:ReferredDocumentInformation7 RfrdDocAmt?:RemittanceAmount2 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification135 Invcee?:PartyIdentification135 TaxRmt?:TaxInformation7 GrnshmtRmt?:Garnishment3 AddtlRmtInf{0,3}:t140
StructuredRemittanceInformation17 RfrdDocInf*:ReferredDocumentInformation7 RfrdDocAmt?:RemittanceAmount2 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification135 Invcee?:PartyIdentification135 TaxRmt?:TaxData1 GrnshmtRmt?:Garnishment3 AddtlRmtInf{0,3}:t140
StructuredRemittanceInformation18 RfrdDocInf*:ReferredDocumentInformation8 RfrdDocAmt?:RemittanceAmount4 CdtrRefInf?:CreditorReferenceInformation3 Invcr?:PartyIdentification272 Invcee?:PartyIdentification272 TaxRmt?:TaxData1 GrnshmtRmt?:Garnishment4 AddtlRmtInf{0,3}:t140
StructuredRemittanceInformation7 RfrdDocInf*:ReferredDocumentInformation3 RfrdDocAmt?:RemittanceAmount1 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification32 Invcee?:PartyIdentification32 AddtlRmtInf{0,3}:t140
StructuredRemittanceInformation9 RfrdDocInf*:ReferredDocumentInformation3 RfrdDocAmt?:RemittanceAmount2 CdtrRefInf?:CreditorReferenceInformation2 Invcr?:PartyIdentification43 Invcee?:PartyIdentification43 AddtlRmtInf{0,3}:t140
SupplementaryData1 PlcAndNm?:t350 Envlp:SupplementaryDataEnvelope1
SupplementaryDataEnvelope1 *
TaxAmount1 Rate?:d11.10 TaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlAmt?:ActiveOrHistoricCurrencyAndAmount Dtls*:TaxRecordDetails1
TaxAmount2 Rate?:d11.10 TaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlAmt?:ActiveOrHistoricCurrencyAndAmount Dtls*:TaxRecordDetails2
TaxAmount3 Rate?:d11.10 TaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlAmt?:ActiveOrHistoricCurrencyAndAmount Dtls*:TaxRecordDetails3
TaxAmountAndType1 Tp?:TaxAmountType1Choice Amt:ActiveOrHistoricCurrencyAndAmount
TaxAmountType1Choice |Cd?:t4 Prtry?:t35
TaxAuthorisation1 Titl?:t35 Nm?:t140
TaxData1 Cdtr?:TaxParty1 Dbtr?:TaxParty2 UltmtDbtr?:TaxParty2 AdmstnZone?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord3
TaxInformation10 Cdtr?:TaxParty1 Dbtr?:TaxParty2 AdmstnZone?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord3
TaxInformation3 Cdtr?:TaxParty1 Dbtr?:TaxParty2 AdmstnZn?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord1
TaxInformation4 Cdtr?:TaxParty1 Dbtr?:TaxParty2 UltmtDbtr?:TaxParty2 AdmstnZone?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord1
TaxInformation7 Cdtr?:TaxParty1 Dbtr?:TaxParty2 UltmtDbtr?:TaxParty2 AdmstnZone?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord2
TaxInformation8 Cdtr?:TaxParty1 Dbtr?:TaxParty2 AdmstnZone?:t35 RefNb?:t140 Mtd?:t35 TtlTaxblBaseAmt?:ActiveOrHistoricCurrencyAndAmount TtlTaxAmt?:ActiveOrHistoricCurrencyAndAmount Dt?:date SeqNb?:d18.0 Rcrd*:TaxRecord2
TaxParty1 TaxId?:t35 RegnId?:t35 TaxTp?:t35
TaxParty2 TaxId?:t35 RegnId?:t35 TaxTp?:t35 Authstn?:TaxAuthorisation1
TaxPeriod1 Yr?:date Tp?:TaxRecordPeriod1Code FrToDt?:DatePeriodDetails
TaxPeriod2 Yr?:date Tp?:TaxRecordPeriod1Code FrToDt?:DatePeriod2
TaxPeriod3 Yr?:period Tp?:TaxRecordPeriod1Code FrToDt?:DatePeriod2
TaxRecord1 Tp?:t35 Ctgy?:t35 CtgyDtls?:t35 DbtrSts?:t35 CertId?:t35 FrmsCd?:t35 Prd?:TaxPeriod1 TaxAmt?:TaxAmount1 AddtlInf?:t140
TaxRecord2 Tp?:t35 Ctgy?:t35 CtgyDtls?:t35 DbtrSts?:t35 CertId?:t35 FrmsCd?:t35 Prd?:TaxPeriod2 TaxAmt?:TaxAmount2 AddtlInf?:t140
TaxRecord3 Tp?:t35 Ctgy?:t35 CtgyDtls?:t35 DbtrSts?:t35 CertId?:t35 FrmsCd?:t35 Prd?:TaxPeriod3 TaxAmt?:TaxAmount3 AddtlInf?:t140
TaxRecordDetails1 Prd?:TaxPeriod1 Amt:ActiveOrHistoricCurrencyAndAmount
TaxRecordDetails2 Prd?:TaxPeriod2 Amt:ActiveOrHistoricCurrencyAndAmount
TaxRecordDetails3 Prd?:TaxPeriod3 Amt:ActiveOrHistoricCurrencyAndAmount
AddressType2Code = ADDR PBOX HOME BIZZ MLTO DLVY
AdviceType1Code = ADWD ADND
Authorisation1Code = AUTH FDET FSUM ILEV
CashAccountType4Code = CASH CHAR COMM TAXE CISH TRAS SACC CACC SVGS ONDP MGLD NREX MOMA LOAN SLRY ODFT
ChargeBearerType1Code = DEBT CRED SHAR SLEV
ChequeDelivery1Code = MLDB MLCD MLFA CRDB CRCD CRFA PUDB PUCD PUFA RGDB RGCD RGFA
ChequeType2Code = CCHQ CCCH BCHQ DRFT ELDR
CreditDebitCode = CRDT DBIT
DocumentType3Code = RADM RPIN FXDR DISP PUOR SCOR
DocumentType5Code = MSIN CNFA DNFA CINV CREN DEBN HIRI SBIN CMCN SOAC DISP BOLD VCHR AROI TSUT
DocumentType6Code = MSIN CNFA DNFA CINV CREN DEBN HIRI SBIN CMCN SOAC DISP BOLD VCHR AROI TSUT PUOR
ExchangeRateType1Code = SPOT SALE AGRD
Frequency6Code = YEAR MNTH QURT MIAN WEEK DAIL ADHO INDA FRTN
Instruction3Code = CHQB HOLD PHOB TELB
MandateClassification1Code = FIXE USGB VARI
NamePrefix1Code = DOCT MIST MISS MADM
NamePrefix2Code = DOCT MADM MISS MIST MIKS
PaymentMethod3Code = CHK TRF TRA
PreferredContactMethod1Code = LETT MAIL PHON FAXX CELL
PreferredContactMethod2Code = MAIL FAXX LETT CELL ONLI PHON
Priority2Code = HIGH NORM
RegulatoryReportingType1Code = CRED DEBT BOTH
RemittanceLocationMethod2Code = FAXI EDIC URID EMAL POST SMSM
TaxRecordPeriod1Code = MM01 MM02 MM03 MM04 MM05 MM06 MM07 MM08 MM09 MM10 MM11 MM12 QTR1 QTR2 QTR3 QTR4 HLF1 HLF2
`
